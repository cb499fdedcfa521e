//! Numbers in, numbers out: estimators with their intervals. No word of the domain.
