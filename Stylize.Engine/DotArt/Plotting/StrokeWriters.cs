using Stylize.Engine.DotArt.Drawing;

namespace Stylize.Engine.DotArt.Plotting;

/// <summary>Writes the strokes of pens.</summary>
/// <param name="target">The stream, which remains open.</param>
internal delegate void StrokeWriter(Stream target, PlotDrawing drawing, DotArtOptions options, DrawingLabel label);

/// <summary>The writers of the formats that hold strokes.</summary>
internal static class StrokeWriters
{
    private static readonly Dictionary<DotFormat, StrokeWriter> Table = new()
    {
        [DotFormat.Svg] = PlotSvgWriter.Write,
        [DotFormat.Hpgl] = HpglWriter.Write,
        [DotFormat.Gcode] = GcodeWriter.Write,
    };

    public static StrokeWriter Of(DotFormat format) => Table[format];
}
