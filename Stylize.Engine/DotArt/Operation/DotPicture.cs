using Stylize.Engine.DotArt.Plotting;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.DotArt.Operation;

/// <summary>What was drawn with the dots, beside the dots themselves.</summary>
/// <param name="Drawn">The picture of a PNG.</param>
/// <param name="Plot">The drawing for pens.</param>
/// <param name="Line">The one line in place of the dots.</param>
/// <param name="Travel">Length of the path through the dots of each colour, pixels, where they were ordered for a plotter.</param>
internal sealed record DotPicture(Raster<Rgba32>? Drawn, PlotDrawing? Plot, SingleLineDrawing? Line, double? Travel);
