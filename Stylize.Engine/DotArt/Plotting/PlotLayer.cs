namespace Stylize.Engine.DotArt.Plotting;

/// <summary>What one pen draws until it is changed or refilled. Millimetres on the sheet.</summary>
/// <param name="Number">Number of the pen, from 1.</param>
/// <param name="Pen">The pen.</param>
/// <param name="Label">Name of the layer.</param>
/// <param name="Dots">The dots, or the points of the line, in their order.</param>
/// <param name="IsLine">True where one line is drawn through the points.</param>
/// <param name="Drawn">Length that is drawn.</param>
/// <param name="Travelled">Length with the pen up, from the first stroke to the last.</param>
/// <param name="Taps">Number of taps.</param>
internal sealed record PlotLayer(
    int Number, Pen Pen, string Label, Dot[] Dots, bool IsLine, double Drawn, double Travelled, int Taps);
