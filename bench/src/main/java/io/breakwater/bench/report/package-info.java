/** Figures, their spread and their ratios, as Markdown and as JSON. */
@NullMarked
package io.breakwater.bench.report;

import org.jspecify.annotations.NullMarked;
