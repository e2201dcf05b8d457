//! Statements, queries and their clauses.

use std::fmt;

use super::super::tree::{
    CallSubquery, Clause, ClauseKind, Imports, ItemName, Match, Name, ProcedureCall, Projection,
    ProjectionItem, Query, QueryMode, SingleQuery, SortItem, Statement, Yield, YieldColumns,
};
use super::Printer;

impl Printer<'_, '_> {
    pub(super) fn statement(&mut self, statement: &Statement) -> fmt::Result {
        if statement.mode != QueryMode::Run {
            self.text(statement.mode.keyword())?;
            self.text("\n")?;
        }
        self.query(&statement.query, "\n")
    }

    /// Prints a query with `between` between its clauses.
    pub(super) fn query(&mut self, query: &Query, between: &str) -> fmt::Result {
        self.single_query(&query.first, between)?;
        query.unions.iter().try_for_each(|union| {
            self.text(between)?;
            self.text(if union.all { "UNION ALL" } else { "UNION" })?;
            self.text(between)?;
            self.single_query(&union.query, between)
        })
    }

    fn single_query(&mut self, query: &SingleQuery, between: &str) -> fmt::Result {
        for (i, clause) in query.clauses.iter().enumerate() {
            self.text(if i > 0 { between } else { "" })?;
            self.clause(clause)?;
        }
        Ok(())
    }

    pub(super) fn clause(&mut self, clause: &Clause) -> fmt::Result {
        match &clause.kind {
            ClauseKind::Match(matching) => self.matching(matching),
            ClauseKind::Unwind { list, variable } => {
                self.text("UNWIND ")?;
                self.expression(list)?;
                self.text(" AS ")?;
                self.variable(&variable.text)
            }
            ClauseKind::With {
                projection,
                predicate,
            } => {
                self.text("WITH ")?;
                self.projection(projection)?;
                self.optional_where(predicate.as_ref())
            }
            ClauseKind::Return(projection) => {
                self.text("RETURN ")?;
                self.projection(projection)
            }
            ClauseKind::Call(call) => self.procedure_call(call),
            ClauseKind::Subquery(subquery) => self.call_subquery(subquery),
            ClauseKind::Create(patterns) => {
                self.text("CREATE ")?;
                self.list(patterns, Self::path)
            }
            ClauseKind::Merge(pattern) => {
                self.text("MERGE ")?;
                self.path(pattern)
            }
            ClauseKind::Refused(refused) => self.text(&refused.text),
        }
    }

    fn matching(&mut self, matching: &Match) -> fmt::Result {
        self.optional(matching.optional)?;
        self.text("MATCH ")?;
        self.list(&matching.patterns, Self::path)?;
        self.optional_where(matching.predicate.as_ref())
    }

    fn optional(&mut self, optional: bool) -> fmt::Result {
        self.text(if optional { "OPTIONAL " } else { "" })
    }

    fn projection(&mut self, projection: &Projection) -> fmt::Result {
        if projection.distinct {
            self.text("DISTINCT ")?;
        }
        if projection.all.is_some() {
            self.text("*")?;
            self.text(if projection.items.is_empty() {
                ""
            } else {
                ", "
            })?;
        }
        self.list(&projection.items, Self::projection_item)?;
        if !projection.order.is_empty() {
            self.text(" ORDER BY ")?;
            self.list(&projection.order, Self::sort_item)?;
        }
        for (keyword, count) in [(" SKIP ", &projection.skip), (" LIMIT ", &projection.limit)] {
            if let Some(count) = count {
                self.text(keyword)?;
                self.expression(count)?;
            }
        }
        Ok(())
    }

    /// Without an alias the text as written is the column's name: it must stay as it is.
    fn projection_item(&mut self, item: &ProjectionItem) -> fmt::Result {
        match &item.name {
            ItemName::Text(text) => self.text(text),
            ItemName::Alias(alias) => {
                self.expression(&item.expression)?;
                self.text(" AS ")?;
                self.variable(&alias.text)
            }
        }
    }

    fn sort_item(&mut self, item: &SortItem) -> fmt::Result {
        self.expression(&item.expression)?;
        self.text(if item.descending { " DESC" } else { "" })
    }

    fn procedure_call(&mut self, call: &ProcedureCall) -> fmt::Result {
        self.optional(call.optional)?;
        self.text("CALL ")?;
        for (i, name) in call.name.iter().enumerate() {
            self.text(if i > 0 { "." } else { "" })?;
            self.name(&name.text)?;
        }
        if let Some(arguments) = &call.arguments {
            self.within("(", ")", |printer| {
                printer.list(arguments, Self::expression)
            })?;
        }
        call.yields.iter().try_for_each(|it| self.yields(it))
    }

    fn yields(&mut self, yields: &Yield) -> fmt::Result {
        self.text(" YIELD ")?;
        match &yields.columns {
            YieldColumns::All => self.text("*")?,
            YieldColumns::Named(items) => self.list(items, |printer, item| {
                printer.variable(&item.column.text)?;
                item.alias.iter().try_for_each(|alias| {
                    printer.text(" AS ")?;
                    printer.variable(&alias.text)
                })
            })?,
        }
        self.optional_where(yields.predicate.as_ref())
    }

    fn call_subquery(&mut self, subquery: &CallSubquery) -> fmt::Result {
        self.optional(subquery.optional)?;
        self.text("CALL ")?;
        match &subquery.imports {
            Imports::ByWith => {}
            Imports::All => self.text("(*) ")?,
            Imports::Named(names) => self.within("(", ") ", |printer| {
                printer.list(names, |printer, name: &Name| printer.variable(&name.text))
            })?,
        }
        self.within("{ ", " }", |printer| printer.query(&subquery.query, " "))
    }
}
