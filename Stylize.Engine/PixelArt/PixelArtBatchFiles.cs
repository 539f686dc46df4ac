using Stylize.Engine.PixelArt.Results;

namespace Stylize.Engine.PixelArt;

/// <summary>Further files next to each output: its palette, or a chart.</summary>
internal sealed class PixelArtBatchFiles(PixelArtPlan plan, PixelArtBatchOptions added)
{
    /// <summary>Returns the extension of a palette file.</summary>
    public static string SuffixFor(PaletteFormat format) => $".{format}".ToLowerInvariant();

    public static IEnumerable<string> Suffixes(PixelArtBatchOptions? added)
    {
        if (added?.SavePalette is { } format) yield return SuffixFor(format);
        if (added is { Chart: true }) yield return CellChart.Suffix;
    }

    public static IEnumerable<ProvenanceOption> Options(PixelArtBatchOptions? added)
    {
        if (added?.SavePalette is { } format) yield return new(nameof(added.SavePalette), SuffixFor(format)[1..]);
        if (added is { Chart: true }) yield return new(nameof(added.Chart), "true");
    }

    /// <exception cref="StylizeException">The input is an animation, or its grid is too large for a chart.</exception>
    public void Check(ImageInput input)
    {
        if (!added.Chart) return;

        _ = input.Still(plan.Options.Frame).Info;
        var (width, height) = plan.ForSize(input.Info.Width, input.Info.Height).Fit.Grid;
        if ((long)width * height > CellChart.MaxCells)
        {
            throw Errors.ChartTooLarge.With(nameof(added.Chart), width, height, CellChart.MaxCells);
        }
    }

    /// <summary>Adds the files to a result.</summary>
    /// <param name="source">The name of the input, for the title of a chart.</param>
    public CellArtifact AddTo(CellArtifact result, string source, ProvenanceRecord? provenance)
    {
        var named = plan.Options.Palette ?? result.Palette;
        if (added.SavePalette is { } format && SuffixFor(format) is var suffix)
        {
            var colors = plan.Colors.IsLimited ? result.Palette : named;
            var comment = provenance is null ? null : ProvenanceMarkup.Line(provenance);
            result.Add(new SideFile(suffix, stream => PaletteFile.Write(colors, suffix, stream, comment)));
        }

        if (added.Chart)
        {
            result.Add(new SideFile(
                CellChart.Suffix,
                stream => ((PixelArtResult)result).WriteChart(stream, FrameSequence.StemOf(source), named)));
        }

        return result;
    }
}
