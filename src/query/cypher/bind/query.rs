//! Queries: clauses in order, each in the scope that the one before leaves.

use std::collections::BTreeMap;

use crate::graph::Graph;
use crate::query::QueryError;
use crate::syntax::{
    CallSubquery, Clause as TreeClause, ClauseKind, Imports, Name, ProcedureCall, Query as Tree,
    SingleQuery, Span, YieldColumns,
};

use super::super::fault::Fault;
use super::super::plan::{AggregateCall, Clause, Plan, Query};
use super::super::procedure::{PROCEDURES, Procedure};
use super::super::types::Type;
use super::super::value::Datum;
use super::expression::Result;
use super::{Place, Scope, Variable, nearest, undefined};

/// How many clauses a query may have, those of subqueries included.
const MAX_CLAUSES: usize = 20_000;

/// A statement bound to a graph.
pub(crate) struct Statement<'g> {
    /// What to run.
    pub plan: Plan<'g>,
    /// The subqueries that expressions ask, by number.
    pub subqueries: Vec<Plan<'g>>,
    /// What the reader should know.
    pub notes: Vec<(Span, String)>,
}

/// Binds a query to a graph.
///
/// # Errors
/// Everything that is wrong with it before it runs.
pub(crate) fn bind_query<'g>(
    query: &Tree,
    graph: &'g Graph,
    parameters: &BTreeMap<String, Datum<'g>>,
) -> Result<Statement<'g>> {
    let mut builder = Builder {
        graph,
        parameters,
        subqueries: Vec::new(),
        notes: Vec::new(),
        frame: Vec::new(),
        gathering: Gathering::Forbidden,
        in_condition: false,
        clauses: 0,
    };
    let (query, _) = builder.query(query, &Scope::default(), Shape::Whole)?;
    let plan = Plan {
        query,
        counts: true,
        names: builder.frame,
    };
    Ok(Statement {
        plan,
        subqueries: builder.subqueries,
        notes: builder.notes,
    })
}

/// What binds a statement.
pub(super) struct Builder<'b, 'g> {
    pub(super) graph: &'g Graph,
    pub(super) parameters: &'b BTreeMap<String, Datum<'g>>,
    pub(super) subqueries: Vec<Plan<'g>>,
    pub(super) notes: Vec<(Span, String)>,
    /// The names of the slots of the plan that is being made.
    pub(super) frame: Vec<String>,
    pub(super) gathering: Gathering<'g>,
    /// Whether a pattern may stand as a condition.
    pub(super) in_condition: bool,
    clauses: usize,
}

/// Whether an aggregating function may stand here.
pub(super) enum Gathering<'g> {
    /// It may not.
    Forbidden,
    /// It may; these are the calls so far.
    Open(Vec<AggregateCall<'g>>),
    /// It is in the arguments of another.
    Inside,
}

/// What a query is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// It is the whole statement.
    Whole,
    /// It is asked for each row; it may do without `RETURN`.
    Asked,
    /// `CALL { … }`; it starts with nothing or with a `WITH` that says what it sees.
    Called(bool),
}

/// The columns of a query, with what is known of their types.
pub(super) type Columns = Vec<(String, usize, Type)>;

impl<'g> Builder<'_, 'g> {
    /// A new slot.
    pub(super) fn slot(&mut self, name: &str) -> usize {
        self.frame.push(name.to_owned());
        self.frame.len() - 1
    }

    /// Binds a query within a scope.
    pub(super) fn query(
        &mut self,
        tree: &Tree,
        scope: &Scope,
        shape: Shape,
    ) -> Result<(Query<'g>, Columns)> {
        let (first, mut columns) = self.single(&tree.first, scope, shape)?;
        let mut parts = vec![first];
        let distinct = tree.unions.first().is_some_and(|union| !union.all);
        for union in &tree.unions {
            if union.all == distinct {
                let message = "UNION and UNION ALL cannot be mixed";
                return Err(QueryError::at(union.keyword, message)
                    .fault(Fault::syntax("InvalidClauseComposition"))
                    .hint("put one of them into CALL { … }"));
            }
            let (mut part, others) = self.single(&union.query, scope, shape)?;
            if parts.len() == 1 {
                columns = self.unite(&mut parts[0], &columns);
            }
            let of = |name: &str| others.iter().find(|(other, _, _)| other == name);
            let fits = columns.len() == others.len()
                && columns.iter().all(|(name, _, _)| of(name).is_some());
            if !fits {
                let names = |columns: &Columns| -> String {
                    let names: Vec<&str> = columns.iter().map(|(name, _, _)| &**name).collect();
                    names.join(", ")
                };
                let (here, there) = (names(&others), names(&columns));
                let message = format!("the columns of this part are {here}, not {there}");
                return Err(QueryError::at(union.query.span, message)
                    .fault(Fault::syntax("DifferentColumnsInUnion")));
            }
            let mut copies = Vec::new();
            for (name, slot, kind) in &mut columns {
                if let Some((_, from, other)) = of(name) {
                    copies.push((super::slot_at(*from, union.query.span), *slot));
                    *kind = std::mem::replace(kind, Type::Any).join(other.clone());
                }
            }
            part.push(Clause::Project(copies));
            parts.push(part);
        }
        let names = columns.iter().map(|(name, slot, _)| (name.clone(), *slot));
        let query = Query {
            parts,
            distinct,
            columns: names.collect(),
        };
        Ok((query, columns))
    }

    /// Gives the columns of the first part slots that the other parts fill as well.
    fn unite(&mut self, part: &mut Vec<Clause<'g>>, columns: &Columns) -> Columns {
        let (mut copies, mut united) = (Vec::new(), Vec::new());
        for (name, slot, kind) in columns {
            let to = self.slot(name);
            copies.push((super::slot_at(*slot, Span::default()), to));
            united.push((name.clone(), to, kind.clone()));
        }
        part.push(Clause::Project(copies));
        united
    }

    fn single(
        &mut self,
        tree: &SingleQuery,
        outer: &Scope,
        shape: Shape,
    ) -> Result<(Vec<Clause<'g>>, Columns)> {
        self.check_order(tree, shape)?;
        let mut scope = outer.clone();
        if shape == Shape::Called(false) {
            let imports = matches!(tree.clauses[0].kind, ClauseKind::With { .. });
            if !imports {
                scope.variables.clear();
            }
        }
        let (mut clauses, mut columns) = (Vec::new(), Vec::new());
        for clause in &tree.clauses {
            self.clauses += 1;
            if self.clauses > MAX_CLAUSES {
                let message = format!("the query has more than {MAX_CLAUSES} clauses");
                return Err(QueryError::at(clause.span, message));
            }
            columns = self.clause(clause, tree, &mut scope, &mut clauses)?;
        }
        Ok((clauses, columns))
    }

    /// Checks which clause follows which.
    fn check_order(&self, tree: &SingleQuery, shape: Shape) -> Result<()> {
        let fault = Fault::syntax("InvalidClauseComposition");
        for clause in &tree.clauses {
            check_reads(clause)?;
        }
        for pair in tree.clauses.windows(2) {
            if let ClauseKind::Return(_) = pair[0].kind {
                let message = "nothing can follow RETURN but UNION";
                return Err(QueryError::at(pair[1].span, message).fault(fault));
            }
        }
        let Some(last) = tree.clauses.last() else {
            return Ok(());
        };
        let ends = match &last.kind {
            ClauseKind::Return(_) => true,
            ClauseKind::Call(_) => tree.clauses.len() == 1 && shape == Shape::Whole,
            _ => shape == Shape::Asked && !matches!(last.kind, ClauseKind::With { .. }),
        };
        match ends {
            true => Ok(()),
            false => {
                let message = "a query ends with RETURN";
                Err(QueryError::at(last.span, message).fault(fault))
            }
        }
    }

    fn clause(
        &mut self,
        clause: &TreeClause,
        query: &SingleQuery,
        scope: &mut Scope,
        made: &mut Vec<Clause<'g>>,
    ) -> Result<Columns> {
        match &clause.kind {
            ClauseKind::Match(it) => {
                let predicate = it.predicate.as_ref();
                let pattern = self.patterns(&it.patterns, predicate, scope, true)?;
                made.push(Clause::Match {
                    optional: it.optional,
                    pattern,
                });
            }
            ClauseKind::Unwind { list, variable } => {
                let (list, kind) = self.expression(list, scope)?;
                self.check_new(variable, scope)?;
                let slot = self.declare(&variable.text, kind.item(), scope);
                made.push(Clause::Unwind(list, slot));
            }
            ClauseKind::With {
                projection,
                predicate,
            } => {
                self.project(
                    projection,
                    predicate.as_ref(),
                    clause.span,
                    false,
                    scope,
                    made,
                )?;
            }
            ClauseKind::Return(projection) => {
                return self.project(projection, None, clause.span, true, scope, made);
            }
            ClauseKind::Call(call) => {
                let is_whole = query.clauses.len() == 1;
                return self.procedure(call, clause.span, is_whole, scope, made);
            }
            ClauseKind::Subquery(call) => self.call(call, scope, made)?,
            ClauseKind::Create(_) | ClauseKind::Merge(_) | ClauseKind::Refused(_) => {}
        }
        Ok(Vec::new())
    }

    /// Adds a variable to the scope, in a new slot.
    pub(super) fn declare(&mut self, name: &str, kind: Type, scope: &mut Scope) -> usize {
        let slot = self.slot(name);
        scope.variables.push(Variable {
            name: name.to_owned(),
            kind,
            place: Place::Slot(slot),
        });
        slot
    }

    pub(super) fn check_new(&self, name: &Name, scope: &Scope) -> Result<()> {
        match find(&name.text, scope) {
            None => Ok(()),
            Some(_) => Err(already_bound(name)),
        }
    }

    fn call(
        &mut self,
        call: &CallSubquery,
        scope: &mut Scope,
        made: &mut Vec<Clause<'g>>,
    ) -> Result<()> {
        let mut inner = scope.clone();
        let shape = match &call.imports {
            Imports::ByWith => Shape::Called(false),
            Imports::All => Shape::Called(true),
            Imports::Named(names) => {
                inner.variables.clear();
                for name in names {
                    let found = find(&name.text, scope);
                    let found = found.ok_or_else(|| undefined(&name.text, name.span, scope))?;
                    inner.variables.push(found.clone());
                }
                Shape::Called(true)
            }
        };
        let (query, columns) = self.query(&call.query, &inner, shape)?;
        for (name, slot, kind) in columns {
            if find(&name, scope).is_some() {
                let message = format!("the variable {name:?} is there already");
                return Err(QueryError::at(call.query.span, message)
                    .fault(Fault::syntax("VariableAlreadyBound")));
            }
            scope.variables.push(Variable {
                name,
                kind,
                place: Place::Slot(slot),
            });
        }
        made.push(Clause::Apply {
            optional: call.optional,
            query,
        });
        Ok(())
    }

    fn procedure(
        &mut self,
        call: &ProcedureCall,
        span: Span,
        is_whole: bool,
        scope: &mut Scope,
        made: &mut Vec<Clause<'g>>,
    ) -> Result<Columns> {
        let procedure = procedure_of(call, span)?;
        let wanted = yields(call, procedure, span, is_whole)?;
        let (mut columns, mut slots) = (Vec::new(), Vec::new());
        for (at, variable) in wanted {
            self.check_new(&variable, scope)?;
            let kind = procedure
                .columns
                .get(at)
                .map_or(Type::Any, |(_, kind)| kind.clone());
            let slot = self.declare(&variable.text, kind.clone(), scope);
            slots.push((at, slot));
            columns.push((variable.text, slot, kind));
        }
        made.push(Clause::Procedure {
            optional: call.optional,
            procedure,
            columns: slots,
        });
        if let Some(predicate) = call.yields.as_ref().and_then(|it| it.predicate.as_ref()) {
            made.push(Clause::Filter(self.condition(predicate, scope)?));
        }
        Ok(columns)
    }
}

/// The variable of that name.
pub(super) fn find<'s>(name: &str, scope: &'s Scope) -> Option<&'s Variable> {
    scope.variables.iter().rev().find(|it| it.name == name)
}

pub(super) fn already_bound(name: &Name) -> QueryError {
    let message = format!("the variable {:?} is there already", name.text);
    QueryError::at(name.span, message).fault(Fault::syntax("VariableAlreadyBound"))
}

/// Refuses clauses that change a graph, and says what to do instead.
fn check_reads(clause: &TreeClause) -> Result<()> {
    let (keyword, span) = match &clause.kind {
        ClauseKind::Create(_) => ("CREATE", clause.span),
        ClauseKind::Merge(_) => ("MERGE", clause.span),
        ClauseKind::Refused(refused) => (refused.keyword.node, refused.keyword.span),
        _ => return Ok(()),
    };
    let fault = Fault {
        class: "ClientError",
        detail: "ReadOnly",
    };
    let message = format!("{keyword} is not for queries here: they only read");
    let hint = "to change facts, edit the CSV files, which stay under version control";
    Err(QueryError::at(span, message).fault(fault).hint(hint))
}

/// The procedure that a call names.
fn procedure_of(call: &ProcedureCall, span: Span) -> Result<&'static Procedure> {
    let parts: Vec<&str> = call.name.iter().map(|part| part.text.as_str()).collect();
    let name = parts.join(".");
    let found = PROCEDURES
        .iter()
        .find(|row| row.name.eq_ignore_ascii_case(&name));
    let Some(procedure) = found else {
        let error = QueryError::at(span, format!("there is no procedure {name:?}"))
            .fault(Fault::syntax("ProcedureNotFound"));
        let known = PROCEDURES.iter().map(|row| row.name);
        return Err(match nearest(&name, known) {
            Some(near) => error.hint(format!("did you mean {near}?")),
            None => error,
        });
    };
    if call
        .arguments
        .as_ref()
        .is_some_and(|given| !given.is_empty())
    {
        let message = format!("{name} takes no arguments");
        return Err(QueryError::at(span, message).fault(Fault::syntax("InvalidNumberOfArguments")));
    }
    Ok(procedure)
}

/// The columns of a procedure that a call takes, by number, and the variables that they become.
fn yields(
    call: &ProcedureCall,
    procedure: &Procedure,
    span: Span,
    is_whole: bool,
) -> Result<Vec<(usize, Name)>> {
    let name = procedure.name;
    let mut wanted: Vec<(usize, Name)> = Vec::new();
    let named = |text: &str, span| Name {
        text: text.to_owned(),
        span,
    };
    match call.yields.as_ref().map(|yields| &yields.columns) {
        Some(YieldColumns::Named(items)) => {
            for item in items {
                let mut columns = procedure.columns.iter();
                let at = columns.position(|(column, _)| *column == item.column.text);
                let at = at.ok_or_else(|| {
                    let message = format!("{name} gives no {:?}", item.column.text);
                    QueryError::at(item.column.span, message)
                        .fault(Fault::syntax("UndefinedVariable"))
                })?;
                wanted.push((at, item.variable().clone()));
            }
        }
        Some(YieldColumns::All) | None => {
            if call.yields.is_none() && !is_whole {
                let message = format!("say with YIELD which columns of {name} go on");
                return Err(QueryError::at(span, message).fault(Fault::syntax("UndefinedVariable")));
            }
            let columns = procedure.columns.iter().enumerate();
            wanted.extend(columns.map(|(i, (column, _))| (i, named(column, span))));
        }
    }
    Ok(wanted)
}
