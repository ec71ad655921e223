//! How charts are laid out.

pub(crate) mod labels_scales_and_paths;
pub(crate) mod lanes_and_boxes;
