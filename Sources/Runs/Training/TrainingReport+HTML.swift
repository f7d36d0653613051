import Foundation
import Reporting

extension TrainingReport {
  /// One page that needs nothing from elsewhere.
  var html: String {
    """
    <!DOCTYPE html>
    <html lang="en">
    <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>\(HTMLText.escaped("Training of \(model)"))</title>
    <style>\(Self.style)</style>
    </head>
    <body>
    <h1>\(HTMLText.escaped("Training of \(model)"))</h1>
    \(warnings.map { "<p class=\"warning\">\(HTMLText.escaped($0))</p>\n" }.joined())\
    \(figures)\
    <h2>Losses</h2>
    <p>Mean loss of the steps of an epoch (<span class="training">focal, training</span>) and mean negative log-likelihood \
    of the clips of other people (<span class="validation">validation</span>). The circle marks the epoch that was kept.</p>
    \(curves.map(Self.section).joined())\
    <h2>Settings</h2>
    \(HTMLText.table(settings.map { ($0.name, $0.value) }))\
    <h2>Data</h2>
    \(HTMLText.table(data.map { ($0.name, $0.value) }))\
    \(failures.isEmpty ? "" : "<h2>Clips left out</h2>\n" + HTMLText.table(failures.map { ($0.name, $0.value) }))\
    <p>The figures are estimates of a statistical model's errors on clips like these, and hold for no others.</p>
    </body>
    </html>

    """
  }

  private static func section(_ curve: Curve) -> String {
    let end = curve.epochs.count == 1 ? "1 epoch" : "\(curve.epochs.count) epochs"
    let title = "\(curve.name): \(end), epoch \(curve.keptEpoch) kept"
    return "<h3>\(HTMLText.escaped(title))</h3>\n" + LossChart(curve: curve).svg
  }

  private var figures: String {
    guard let evaluation else { return "" }
    let note =
      "\(evaluation.clipCount) clips, \(evaluation.failedCount) failed and counted as wrong; "
      + "speaker-disjoint: \(evaluation.overlap)"
    return "<h2>Out-of-fold figures</h2>\n<p>\(HTMLText.escaped(note))</p>\n" + HTMLText.table(evaluation.scoreRows)
  }

  private static let style = """

    body { font: 16px/1.5 system-ui, sans-serif; max-width: 44em; margin: 2em auto; padding: 0 1em; color: #222; }
    table { border-collapse: collapse; margin: 1em 0; font-variant-numeric: tabular-nums; display: block; overflow-x: auto; }
    th, td { text-align: left; padding: 0.2em 0.8em 0.2em 0; border-bottom: 1px solid #ddd; vertical-align: top; }
    .warning { background: #fff3cd; color: #533f03; padding: 0.6em 1em; border-left: 4px solid #d39e00; }
    svg { width: 100%; height: auto; }
    svg text { font: 12px system-ui, sans-serif; fill: #555; }
    svg .right { text-anchor: end; } svg .middle { text-anchor: middle; }
    polyline { fill: none; stroke-width: 2; } .grid { stroke: #ddd; }
    polyline.training { stroke: #0072b2; } polyline.validation { stroke: #d55e00; }
    span.training { color: #0072b2; } span.validation { color: #d55e00; }
    .best { fill: none; stroke: #d55e00; stroke-width: 2; }

    """
}
