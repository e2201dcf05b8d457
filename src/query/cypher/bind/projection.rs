//! `WITH` and `RETURN`: columns, groups, order, and the scope that they leave.

use std::mem;

use crate::query::QueryError;
use crate::syntax::{Expression, ExpressionKind, ItemName, Projection, Span};

use super::super::expr::{Expr, ExprKind};
use super::super::fault::Fault;
use super::super::plan::{Aggregation, Clause, Sort};
use super::super::types::Type;
use super::super::value::Datum;
use super::super::walk;
use super::expression::Result;
use super::pattern::conjuncts;
use super::query::{Builder, Columns, Gathering, find};
use super::{Place, Scope, Variable, tree, undefined};

/// An item of a projection.
struct Item {
    name: String,
    tree: Expression,
    aggregates: bool,
    slot: usize,
    kind: Type,
}

/// What the items of a projection come to.
#[derive(Default)]
struct Shaped<'g> {
    /// Values computed, behind the groups if there are some.
    computed: Vec<(Expr<'g>, usize)>,
    aggregation: Aggregation<'g>,
}

impl<'g> Builder<'_, 'g> {
    /// Binds a projection; the columns it has. The scope is the one after it.
    pub(super) fn project(
        &mut self,
        projection: &Projection,
        predicate: Option<&Expression>,
        span: Span,
        is_return: bool,
        scope: &mut Scope,
        made: &mut Vec<Clause<'g>>,
    ) -> Result<Columns> {
        let mut items = self.items(projection, span, is_return, scope)?;
        let gathers = items.iter().any(|item| item.aggregates);
        let mut shaped = Shaped::default();
        self.plain_items(&mut items, scope, gathers, &mut shaped)?;
        if gathers {
            self.gathering_items(&mut items, scope, &mut shaped)?;
        }
        let mut after = Scope::default();
        for item in &items {
            after.variables.push(Variable {
                name: item.name.clone(),
                kind: item.kind.clone(),
                place: Place::Slot(item.slot),
            });
        }
        // What ORDER BY and WHERE see: the columns, and behind them what was there before, where
        // that still has one value a row.
        let mut wide = match gathers || projection.distinct {
            true => Scope::default(),
            false => scope.clone(),
        };
        wide.variables.extend(after.variables.iter().cloned());
        let keys = self.order(projection, &items, gathers, &wide)?;
        if !is_return {
            check_names(projection)?;
        }
        if gathers {
            made.push(Clause::Aggregate(shaped.aggregation));
        }
        if !shaped.computed.is_empty() {
            made.push(Clause::Project(shaped.computed));
        }
        let slots: Vec<usize> = items.iter().map(|item| item.slot).collect();
        if projection.distinct {
            made.push(Clause::Distinct(slots.clone()));
        }
        self.finish_rows(projection, predicate, &wide, (keys, slots), made)?;
        *scope = after;
        let columns = items.into_iter();
        Ok(columns
            .map(|item| (item.name, item.slot, item.kind))
            .collect())
    }

    /// Adds what is done with the rows of a projection: order, numbers of rows, conditions.
    fn finish_rows(
        &mut self,
        projection: &Projection,
        predicate: Option<&Expression>,
        wide: &Scope,
        (keys, slots): (Vec<(Expr<'g>, bool)>, Vec<usize>),
        made: &mut Vec<Clause<'g>>,
    ) -> Result<()> {
        let predicate = match predicate {
            Some(predicate) => Some(self.condition(predicate, wide)?),
            None => None,
        };
        if !keys.is_empty() {
            let mut kept = slots;
            kept.extend(predicate.iter().flat_map(walk::slots));
            kept.sort_unstable();
            kept.dedup();
            made.push(Clause::Sort(Sort { keys, kept }));
        }
        if let Some(skip) = &projection.skip {
            made.push(Clause::Skip(self.number(skip)?));
        }
        if let Some(limit) = &projection.limit {
            made.push(Clause::Limit(self.number(limit)?));
        }
        let conditions = predicate.into_iter().flat_map(conjuncts);
        made.extend(conditions.map(Clause::Filter));
        Ok(())
    }

    /// The items, those of a `*` included.
    fn items(
        &mut self,
        projection: &Projection,
        span: Span,
        is_return: bool,
        scope: &Scope,
    ) -> Result<Vec<Item>> {
        let mut items: Vec<Item> = Vec::new();
        let item = |name: String, tree: Expression| Item {
            name,
            aggregates: tree::has(&mut tree.clone(), tree::is_aggregate),
            tree,
            slot: 0,
            kind: Type::Any,
        };
        if let Some(all) = projection.all {
            let mut names: Vec<&str> = scope.variables.iter().map(|it| it.name.as_str()).collect();
            names.sort_unstable();
            names.dedup();
            if names.is_empty() && is_return {
                let message = "there are no variables to return";
                return Err(QueryError::at(all, message).fault(Fault::syntax("NoVariablesInScope")));
            }
            items.extend(names.into_iter().map(|name| {
                let kind = ExpressionKind::Variable(name.to_owned());
                item(name.to_owned(), Expression { kind, span: all })
            }));
        }
        for given in &projection.items {
            items.push(item(given.column().to_owned(), given.expression.clone()));
        }
        let mut names: Vec<&str> = items.iter().map(|item| item.name.as_str()).collect();
        names.sort_unstable();
        if let Some(twice) = names.windows(2).find(|pair| pair[0] == pair[1]) {
            let message = format!("two columns are called {:?}", twice[0]);
            return Err(QueryError::at(span, message).fault(Fault::syntax("ColumnNameConflict")));
        }
        Ok(items)
    }

    /// Binds the items that do not aggregate.
    fn plain_items(
        &mut self,
        items: &mut [Item],
        scope: &Scope,
        gathers: bool,
        shaped: &mut Shaped<'g>,
    ) -> Result<()> {
        for item in items.iter_mut().filter(|item| !item.aggregates) {
            let (expr, kind) = self.expression(&item.tree, scope)?;
            item.kind = kind;
            item.slot = match expr.kind {
                // A variable that only goes on stays where it is.
                ExprKind::Slot(slot) if !gathers => slot,
                _ => {
                    let slot = self.slot(&item.name);
                    match gathers {
                        true => shaped.aggregation.keys.push((expr, slot)),
                        false => shaped.computed.push((expr, slot)),
                    }
                    slot
                }
            };
        }
        Ok(())
    }

    /// Binds the items that aggregate. They see the variables before, and the keys under names that
    /// nobody can write.
    fn gathering_items(
        &mut self,
        items: &mut [Item],
        scope: &Scope,
        shaped: &mut Shaped<'g>,
    ) -> Result<()> {
        let mut inside = scope.clone();
        let mut keys: Vec<(String, String)> = Vec::new();
        for item in items.iter().filter(|item| !item.aggregates) {
            let name = format!(" key {}", item.slot);
            inside.variables.push(Variable {
                name: name.clone(),
                kind: item.kind.clone(),
                place: Place::Slot(item.slot),
            });
            if tree::is_simple(&item.tree) {
                keys.push((item.tree.to_string(), name));
            }
        }
        let known = |tree: &Expression| {
            let text = tree.to_string();
            let found = keys.iter().find(|(known, _)| *known == text);
            found.map(|(_, name)| name.clone())
        };
        for item in items.iter_mut().filter(|item| item.aggregates) {
            let mut tree = item.tree.clone();
            tree::substitute(&mut tree, &known);
            let is_key = |name: &str| name.starts_with(" key ");
            if let Some(stray) = tree::stray(&mut tree, &is_key) {
                let name = stray.to_string();
                if find(&name, scope).is_none() {
                    return Err(undefined(&name, stray.span, scope));
                }
                return Err(ambiguous(&name, stray.span));
            }
            let (expr, kind) = self.gather(&tree, &inside, &mut shaped.aggregation)?;
            item.kind = kind;
            item.slot = match expr.kind {
                ExprKind::Slot(slot) => slot,
                _ => {
                    let slot = self.slot(&item.name);
                    shaped.computed.push((expr, slot));
                    slot
                }
            };
        }
        Ok(())
    }

    /// Binds an expression that may aggregate, and adds its calls.
    fn gather(
        &mut self,
        tree: &Expression,
        scope: &Scope,
        aggregation: &mut Aggregation<'g>,
    ) -> Result<(Expr<'g>, Type)> {
        let calls = mem::take(&mut aggregation.calls);
        let was = mem::replace(&mut self.gathering, Gathering::Open(calls));
        let bound = self.expression(tree, scope)?;
        if let Gathering::Open(calls) = mem::replace(&mut self.gathering, was) {
            aggregation.calls = calls;
        }
        Ok(bound)
    }

    fn order(
        &mut self,
        projection: &Projection,
        items: &[Item],
        gathers: bool,
        wide: &Scope,
    ) -> Result<Vec<(Expr<'g>, bool)>> {
        let mut keys = Vec::new();
        let texts: Vec<(String, &Item)> = items
            .iter()
            .map(|item| (item.tree.to_string(), item))
            .collect();
        for sort in &projection.order {
            let mut tree = sort.expression.clone();
            let is_narrow = gathers || projection.distinct;
            if is_narrow {
                // A column can be named by its text as well; a column's own name comes first.
                let known = |tree: &Expression| {
                    let is_name = matches!(&tree.kind, ExpressionKind::Variable(name)
                        if items.iter().any(|item| item.name == *name));
                    let text = tree.to_string();
                    let found = texts.iter().find(|(known, _)| !is_name && *known == text);
                    found.map(|(_, item)| item.name.clone())
                };
                tree::substitute(&mut tree, &known);
                let is_column = |name: &str| items.iter().any(|item| item.name == name);
                if let Some(stray) = tree::stray(&mut tree, &is_column) {
                    return Err(self.not_ordered_by(stray, &texts, wide, gathers));
                }
                // What aggregates must be a column as well.
                if let Some(stray) = tree::stray_within(&mut tree, &is_column).filter(|_| gathers) {
                    return Err(undefined(&stray.to_string(), stray.span, wide));
                }
            }
            let (expr, _) = self.expression(&tree, wide)?;
            keys.push((expr, sort.descending));
        }
        Ok(keys)
    }

    /// Why a variable cannot stand in `ORDER BY` behind groups.
    fn not_ordered_by(
        &self,
        stray: &Expression,
        texts: &[(String, &Item)],
        wide: &Scope,
        gathers: bool,
    ) -> QueryError {
        let name = stray.to_string();
        let is_part = |text: &str| {
            let is_other = |c: char| !c.is_alphanumeric() && c != '_';
            text.split(is_other).any(|word| word == name)
        };
        let complex = texts
            .iter()
            .any(|(text, item)| !item.aggregates && is_part(text));
        match gathers && complex {
            true => ambiguous(&name, stray.span),
            false => undefined(&name, stray.span, wide),
        }
    }

    /// Binds a number of rows, which no variable may decide.
    fn number(&mut self, tree: &Expression) -> Result<Expr<'g>> {
        if tree::stray(&mut tree.clone(), &|_| false).is_some() {
            let message = "a number of rows cannot depend on a variable";
            let error = QueryError::at(tree.span, message);
            return Err(error.fault(Fault::syntax("NonConstantExpression")));
        }
        let (expr, _) = self.expression(tree, &Scope::default())?;
        let is_parameter = |tree: &Expression| matches!(tree.kind, ExpressionKind::Parameter(_));
        if tree::has(&mut tree.clone(), is_parameter) {
            return Ok(expr);
        }
        let fault = match &expr.kind {
            ExprKind::Constant(Datum::Integer(n)) if *n >= 0 => None,
            ExprKind::Constant(Datum::Integer(_)) => Some("NegativeIntegerArgument"),
            ExprKind::Constant(_) => Some("InvalidArgumentType"),
            _ => None,
        };
        match fault {
            None => Ok(expr),
            Some(fault) => {
                let message = "a number of rows is a whole number from 0";
                Err(QueryError::at(tree.span, message).fault(Fault::syntax(fault)))
            }
        }
    }
}

/// Refuses expressions that have no name to go on under.
fn check_names(projection: &Projection) -> Result<()> {
    for given in &projection.items {
        let is_variable = matches!(given.expression.kind, ExpressionKind::Variable(_));
        if !is_variable && !matches!(given.name, ItemName::Alias(_)) {
            let message = "an expression in WITH needs a name";
            return Err(QueryError::at(given.expression.span, message)
                .fault(Fault::syntax("NoExpressionAlias"))
                .hint(format!("write {} AS name", given.expression)));
        }
    }
    Ok(())
}

fn ambiguous(name: &str, span: Span) -> QueryError {
    let message = format!("{name} has no single value here: it is no column that groups");
    QueryError::at(span, message)
        .fault(Fault::syntax("AmbiguousAggregationExpression"))
        .hint(format!("make {name} a column of its own, or aggregate it"))
}
