//! Which column each box stands in: dates in order, months of one year together where they fit.
//!
//! A column holds boxes of one year; no arrow joins two boxes of a column. Between columns dates
//! never go back: whatever is dated to an earlier month stands in the same column or further left.
//! A box that is dated to a year only stands at the start of its year, or beside the last of its
//! origins in that year. Undated boxes stand apart, on the left if something dated came of them
//! and nothing dated is behind them, else on the right.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagram::{Arrow, Scene};

/// When the boxes of a column came to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Era {
    /// Undated, before the ruler.
    Before,
    /// A year.
    Year(i32),
    /// Undated, after the ruler.
    After,
}

/// A column of boxes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Column {
    /// The year.
    pub(super) era: Era,
    /// The first and the last month that a box of it is dated to, if any is.
    pub(super) months: Option<(u8, u8)>,
}

/// The columns from left to right, and the one of each box.
#[derive(Clone, Debug, Default)]
pub(super) struct Columns {
    pub(super) list: Vec<Column>,
    pub(super) of_box: Vec<usize>,
}

/// How full columns may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Capacity {
    /// Boxes of one lane in a column.
    pub(super) boxes: usize,
    /// Boxes of one lane in a column that several months share; 0 keeps months apart.
    pub(super) shared: usize,
}

/// A place on the time axis: era and month, 0 where the month is unknown.
type Key = (Era, u8);

impl Columns {
    /// Distributes the boxes.
    pub(super) fn new(scene: &Scene, capacity: Capacity) -> Columns {
        let keys = keys(scene);
        let mut groups: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
        for (b, &key) in keys.iter().enumerate() {
            groups.entry(key).or_default().push(b);
        }
        let mut filling = Filling {
            scene,
            capacity,
            near: neighbours(scene),
            parent: parents(scene),
            columns: Columns {
                list: Vec::new(),
                of_box: vec![usize::MAX; scene.boxes.len()],
            },
            room: Vec::new(),
        };
        for (key, members) in groups {
            let order = in_flow_order(&members, &scene.arrows);
            filling.add(key, &filling.families_together(&order));
        }
        filling.columns
    }
}

/// The keys of all boxes.
fn keys(scene: &Scene) -> Vec<Key> {
    let before = undated_origins(scene);
    let mut keys: Vec<Key> = Vec::with_capacity(scene.boxes.len());
    for (b, shown) in scene.boxes.iter().enumerate() {
        keys.push(match shown.date {
            Some(date) => (Era::Year(date.year()), date.month().unwrap_or(0)),
            None if before[b] => (Era::Before, 0),
            None => (Era::After, 0),
        });
    }
    // A month can only grow, so this ends; the bound is for safety.
    for _ in 0..64 {
        let mut changed = false;
        for arrow in &scene.arrows {
            let (from, to) = (keys[arrow.from], keys[arrow.to]);
            let vague = scene.boxes[arrow.to]
                .date
                .is_some_and(|d| d.month().is_none());
            if vague && from.0 == to.0 && from.1 > to.1 {
                keys[arrow.to].1 = from.1;
                changed = true;
            }
        }
        if !changed {
            break;
        }
    }
    keys
}

/// Undated boxes of which something dated came, and that came of nothing dated.
fn undated_origins(scene: &Scene) -> Vec<bool> {
    let undated: Vec<bool> = scene.boxes.iter().map(|b| b.date.is_none()).collect();
    let behind = spread(scene, &undated, |arrow| (arrow.from, arrow.to));
    let ahead = spread(scene, &undated, |arrow| (arrow.to, arrow.from));
    (0..undated.len())
        .map(|b| undated[b] && ahead[b] && !behind[b])
        .collect()
}

/// Undated boxes that a dated one reaches over undated ones, in the given direction.
fn spread(
    scene: &Scene,
    undated: &[bool],
    direction: impl Fn(&Arrow) -> (usize, usize),
) -> Vec<bool> {
    let mut next: Vec<Vec<usize>> = vec![Vec::new(); undated.len()];
    for arrow in &scene.arrows {
        let (from, to) = direction(arrow);
        next[from].push(to);
    }
    let mut reached = vec![false; undated.len()];
    let mut open: Vec<usize> = (0..undated.len()).filter(|&b| !undated[b]).collect();
    while let Some(b) = open.pop() {
        for &to in &next[b] {
            if undated[to] && !reached[to] {
                reached[to] = true;
                open.push(to);
            }
        }
    }
    reached
}

/// The boxes that an arrow joins each box with.
fn neighbours(scene: &Scene) -> Vec<Vec<usize>> {
    let mut near = vec![Vec::new(); scene.boxes.len()];
    for arrow in scene.arrows.iter().filter(|a| a.from != a.to) {
        near[arrow.from].push(arrow.to);
        near[arrow.to].push(arrow.from);
    }
    near
}

/// The origin of each box that is joined with nothing else.
fn parents(scene: &Scene) -> Vec<Option<usize>> {
    let near = neighbours(scene);
    let mut parents = vec![None; scene.boxes.len()];
    for arrow in &scene.arrows {
        parents[arrow.to] = Some(arrow.from);
    }
    for (parent, near) in parents.iter_mut().zip(&near) {
        *parent = parent.filter(|parent| near.iter().all(|other| other == parent));
    }
    parents
}

/// Origins before what came of them; a cycle is cut where it is thinnest. Boxes without arrows
/// among the members come last.
fn in_flow_order(members: &[usize], arrows: &[Arrow]) -> Vec<usize> {
    let index: BTreeMap<usize, usize> = members.iter().enumerate().map(|(i, &b)| (b, i)).collect();
    let mut next: Vec<Vec<usize>> = vec![Vec::new(); members.len()];
    let mut open_origins = vec![0usize; members.len()];
    let mut joined = vec![false; members.len()];
    for arrow in arrows.iter().filter(|a| a.from != a.to) {
        if let (Some(&from), Some(&to)) = (index.get(&arrow.from), index.get(&arrow.to)) {
            next[from].push(to);
            open_origins[to] += 1;
            joined[from] = true;
            joined[to] = true;
        }
    }
    let mut queue: BTreeSet<(bool, usize, usize)> = (0..members.len())
        .map(|i| (!joined[i], open_origins[i], i))
        .collect();
    let mut order = Vec::with_capacity(members.len());
    while let Some((_, _, i)) = queue.pop_first() {
        order.push(members[i]);
        for &to in &next[i] {
            if queue.remove(&(false, open_origins[to], to)) {
                open_origins[to] -= 1;
                queue.insert((false, open_origins[to], to));
            }
        }
    }
    order
}

/// Columns being filled.
struct Filling<'s> {
    scene: &'s Scene,
    capacity: Capacity,
    near: Vec<Vec<usize>>,
    /// What a box hangs from, if that is all that it is joined with.
    parent: Vec<Option<usize>>,
    columns: Columns,
    /// Boxes by lane, for each column.
    room: Vec<Vec<usize>>,
}

impl Filling<'_> {
    /// Adds the boxes of one key, right of or among the last column of the keys before.
    fn add(&mut self, key: Key, members: &[usize]) {
        let last = self.columns.list.len();
        let joins = last > 0
            && self.capacity.shared > 0
            && matches!(key.0, Era::Year(_))
            && self.columns.list[last - 1].era == key.0;
        let base = if joins { last - 1 } else { last };
        let limits = self.balanced(members);
        let shared = joins.then_some(base);
        let mut families = self.families(members);
        let mut homes: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        for &b in members {
            let lane = self.scene.boxes[b].lane;
            let placed = self.near[b].iter().map(|&n| self.columns.of_box[n]);
            let after = placed.filter(|&c| c != usize::MAX && c >= base).max();
            let mut column = after.map_or(base, |c| c + 1);
            let home = self.family(b).and_then(|family| homes.get(&family));
            column = column.max(home.copied().unwrap_or(0));
            let family = self.family(b).and_then(|family| families.remove(&family));
            let limit = limits.get(lane).copied().unwrap_or(1);
            let wanted = family.unwrap_or(1).min(limit);
            while self.room_left(column, shared, lane, limit) < wanted && self.used(column) {
                column += 1;
            }
            while self.room_left(column, shared, lane, limit) == 0 {
                column += 1;
            }
            if let Some(family) = self.family(b) {
                homes.entry(family).or_insert(column);
            }
            self.put(b, column, key);
        }
    }

    /// How many boxes hang from one origin alone, by origin and lane: they stand in one column if
    /// they can.
    fn families(&self, members: &[usize]) -> BTreeMap<(usize, usize), usize> {
        let mut families = BTreeMap::new();
        for &b in members {
            if let Some(family) = self.family(b) {
                *families.entry(family).or_insert(0) += 1;
            }
        }
        families
    }

    /// The members in their order, but those of a family right after its first: others would take
    /// the room beside it.
    fn families_together(&self, members: &[usize]) -> Vec<usize> {
        let mut first: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        let mut order: Vec<(usize, usize)> = Vec::with_capacity(members.len());
        for (at, &b) in members.iter().enumerate() {
            let family = self.family(b);
            let at = family.map_or(at, |family| *first.entry(family).or_insert(at));
            order.push((at, b));
        }
        order.sort_by_key(|&(at, _)| at);
        order.into_iter().map(|(_, b)| b).collect()
    }

    /// What a box hangs from alone, and its lane.
    fn family(&self, b: usize) -> Option<(usize, usize)> {
        let lane = self.scene.boxes[b].lane;
        self.parent[b].map(|parent| (parent, lane))
    }

    /// Whether there are boxes in a column.
    fn used(&self, c: usize) -> bool {
        c < self.columns.list.len()
    }

    /// How many more boxes a lane of a column takes; `shared` is the column that holds boxes of
    /// the months before.
    fn room_left(&self, c: usize, shared: Option<usize>, lane: usize, limit: usize) -> usize {
        let held = self
            .room
            .get(c)
            .and_then(|room| room.get(lane))
            .copied()
            .unwrap_or(0);
        let most = if shared == Some(c) {
            self.capacity.shared.min(limit)
        } else {
            limit
        };
        most.saturating_sub(held)
    }

    /// Boxes of each lane in a column, so that a lane that needs several fills them evenly.
    fn balanced(&self, members: &[usize]) -> Vec<usize> {
        let mut counts = vec![0usize; self.scene.lanes.len()];
        for &b in members {
            let lane = self.scene.boxes[b].lane;
            if lane >= counts.len() {
                counts.resize(lane + 1, 0);
            }
            counts[lane] += 1;
        }
        let most = self.capacity.boxes.max(1);
        let even = |n: usize| n.div_ceil(n.div_ceil(most).max(1)).max(1);
        // A lane that fits one column may still share it with the months before.
        let limit = |n: usize| if n <= most { most } else { even(n) };
        counts.into_iter().map(limit).collect()
    }

    fn put(&mut self, b: usize, column: usize, (era, month): Key) {
        while self.columns.list.len() <= column {
            self.columns.list.push(Column { era, months: None });
            self.room.push(vec![0; self.scene.lanes.len()]);
        }
        let lane = self.scene.boxes[b].lane;
        let room = &mut self.room[column];
        if lane >= room.len() {
            room.resize(lane + 1, 0);
        }
        room[lane] += 1;
        self.columns.of_box[b] = column;
        let dated = self.scene.boxes[b].date.and_then(|d| d.month());
        if dated.is_some() {
            let months = &mut self.columns.list[column].months;
            let (first, last) = months.unwrap_or((month, month));
            *months = Some((first.min(month), last.max(month)));
        }
    }
}
