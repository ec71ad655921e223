//! The one integration binary.
mod catalogue;
