//! The general layered layout: any graph, with cycles, parallel arrows, self-loops and many parts
//! that do not hang together. Origins stand left, what came of them right.
//!
//! Each part goes through the phases of K. Sugiyama, S. Tagawa and M. Toda, "Methods for Visual
//! Understanding of Hierarchical System Structures" (1981): `layers` turns arrows against the
//! stream and gives each box a column, `network` cuts long arrows into steps, `order` sorts
//! columns to avoid crossings, `heights` gives every step its height, `route` draws. `pack` puts
//! the parts side by side. It knows no lanes; passes are counted, never timed.

mod heights;
mod layers;
mod network;
mod order;
mod pack;
mod route;

use super::{Placed, PlacedBox, Rect, Route, Scene, TextLine, frame};

/// What the columns stand for.
#[derive(Clone, Debug, Default)]
pub struct FlowOptions {
    /// Boxes that everything is shown by its distance from; by the longest chain of arrows if
    /// empty.
    pub roots: Vec<usize>,
    /// The width that parts are packed into; of the shape of a page if absent.
    pub width: Option<i32>,
}

/// Up to so many arrows carry their labels; a picture of more would be wide and restless.
const LABELLED: usize = 24;

/// Starts of the search for an order: for a first look at each choice of columns, and for the
/// choices that look best.
const LOOK: usize = 2;
const SEARCH: usize = 16;
/// So many choices of columns are searched.
const CHOSEN: usize = 2;

/// Whether the arrows of a scene carry their labels.
pub fn labelled(scene: &Scene) -> bool {
    scene.arrows.len() <= LABELLED
}

/// With up to so many arrows it is tried whether fewer of them cross where each runs for itself.
const SPLIT: usize = 100;

/// One part of a scene, laid out in coordinates of its own.
struct Part {
    boxes: Vec<(usize, Rect)>,
    routes: Vec<Route>,
    /// Labels of arrows.
    texts: Vec<TextLine>,
    bounds: Rect,
}

/// Places a scene in columns. Lanes and groups of the scene are not shown.
pub fn place(scene: Scene, options: &FlowOptions) -> Placed {
    let parts = pack::components(&scene);
    let parts: Vec<Part> = parts
        .into_iter()
        .map(|boxes| lay_out(&scene, boxes, options))
        .collect();
    let mut placed = Placed {
        boxes: vec![PlacedBox::default(); scene.boxes.len()],
        groups: vec![None; scene.groups.len()],
        ..Placed::default()
    };
    let content = pack::pack(parts, options.width, &mut placed);
    placed.scene = scene;
    placed.routes.sort_by_key(|route| {
        let arrow = &placed.scene.arrows[route.arrow];
        (arrow.restricts, route.arrow)
    });
    frame::wrap(&mut placed, content);
    placed
}

/// An arrow between two different boxes of a part, by their numbers within it.
#[derive(Clone, Copy, Debug)]
struct Edge {
    from: usize,
    to: usize,
    arrow: usize,
}

fn lay_out(scene: &Scene, component: pack::Component, options: &FlowOptions) -> Part {
    let pack::Component {
        boxes,
        edges,
        loops,
    } = component;
    let roots: Vec<usize> = options
        .roots
        .iter()
        .filter_map(|root| boxes.binary_search(root).ok())
        .collect();
    let labels = labelled(scene);
    let mut nets: Vec<((u64, usize), network::Network)> = Vec::new();
    let trunks: &[bool] = match edges.len() {
        0..=SPLIT => &[true, false],
        _ => &[true],
    };
    for columns in layers::candidates(boxes.len(), &edges, &roots) {
        for &shared in trunks {
            let ports = network::Look { labels, shared };
            let mut net = network::Network::new(scene, &boxes, &edges, &loops, &columns, ports);
            let found = order::sort(&mut net, LOOK);
            nets.push(((found, net.items.len()), net));
        }
    }
    nets.sort_by_key(|(found, _)| *found);
    nets.truncate(CHOSEN);
    for (found, net) in &mut nets {
        found.0 = order::sort(net, SEARCH);
    }
    nets.sort_by_key(|(found, _)| *found);
    let mut net = nets
        .into_iter()
        .next()
        .map(|(_, net)| net)
        .unwrap_or_default();
    order::centre(&mut net);
    heights::assign(&mut net);
    route::draw(scene, &net, &boxes, &edges, &loops, labels)
}
