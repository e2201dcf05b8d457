//! `CALL`, of procedures and of subqueries.

use super::super::token::TokenKind;
use super::super::tree::{
    CallSubquery, ClauseKind, Imports, Name, ProcedureCall, Yield, YieldColumns, YieldItem,
};
use super::{Parsed, Parser};

impl Parser<'_> {
    /// Parses what stands behind `CALL`.
    pub(super) fn call_clause(&mut self, optional: bool) -> Parsed<ClauseKind> {
        let imports = match self.peek() {
            TokenKind::OpenBrace => Imports::ByWith,
            TokenKind::OpenParenthesis => self.imports()?,
            _ => return self.procedure_call(optional),
        };
        self.expect(&TokenKind::OpenBrace, &["`{`"])?;
        let outside = self.open()?;
        let query = self.query()?;
        if *self.peek() != TokenKind::CloseBrace {
            return Err(self.after(&query, &["`}`"]));
        }
        self.close(outside, &TokenKind::CloseBrace, &["`}`"])?;
        Ok(ClauseKind::Subquery(Box::new(CallSubquery {
            optional,
            imports,
            query,
        })))
    }

    /// Parses the variables that a subquery sees: `()`, `(*)`, `(x, y)`.
    fn imports(&mut self) -> Parsed<Imports> {
        self.bump();
        let imports = if self.take(&TokenKind::Star) {
            Imports::All
        } else {
            Imports::Named(self.imported_names()?)
        };
        self.expect(&TokenKind::CloseParenthesis, &["`,`", "`)`"])?;
        Ok(imports)
    }

    fn imported_names(&mut self) -> Parsed<Vec<Name>> {
        let mut names = Vec::new();
        if *self.peek() == TokenKind::CloseParenthesis {
            return Ok(names);
        }
        names.push(self.variable()?);
        while self.take(&TokenKind::Comma) {
            names.push(self.variable()?);
        }
        Ok(names)
    }

    fn procedure_call(&mut self, optional: bool) -> Parsed<ClauseKind> {
        let mut name = vec![self.any_name("a procedure, `(` or `{`")?];
        while self.take(&TokenKind::Dot) {
            name.push(self.any_name("a procedure")?);
        }
        let arguments = match self.peek() {
            TokenKind::OpenParenthesis => Some(self.procedure_arguments()?),
            _ => None,
        };
        let yields = match self.at_word("YIELD") {
            true => Some(self.yields()?),
            false => None,
        };
        Ok(ClauseKind::Call(Box::new(ProcedureCall {
            optional,
            name,
            arguments,
            yields,
        })))
    }

    fn procedure_arguments(&mut self) -> Parsed<Vec<super::Expression>> {
        self.bump();
        let outside = self.open()?;
        self.arguments(outside)
    }

    fn yields(&mut self) -> Parsed<Yield> {
        let start = self.span();
        self.bump();
        let columns = if self.take(&TokenKind::Star) {
            YieldColumns::All
        } else {
            let mut items = vec![self.yield_item()?];
            while self.take(&TokenKind::Comma) {
                items.push(self.yield_item()?);
            }
            YieldColumns::Named(items)
        };
        let predicate = self.optional_where(false)?;
        Ok(Yield {
            columns,
            predicate,
            span: self.span_from(start),
        })
    }

    fn yield_item(&mut self) -> Parsed<YieldItem> {
        let column = self.variable()?;
        let alias = match self.take_word("AS") {
            true => Some(self.variable()?),
            false => None,
        };
        Ok(YieldItem { column, alias })
    }
}
