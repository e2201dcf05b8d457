//! Reads files and folders into a graph builder; the only reader of graph data.
