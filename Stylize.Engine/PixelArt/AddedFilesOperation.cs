using Stylize.Engine.PixelArt.Results;

namespace Stylize.Engine.PixelArt;

/// <summary>Creates pixel art with further files next to each output: its palette, or a chart.</summary>
/// <param name="palette">The format of the palette file; null for none.</param>
internal sealed class AddedFilesOperation(PixelArtOperation inner, PaletteFormat? palette, bool chart) : IOperation
{
    private readonly string? _extension = palette is { } format ? SuffixFor(format) : null;

    /// <summary>Returns the extension of a palette file.</summary>
    public static string SuffixFor(PaletteFormat format) => $".{format}".ToLowerInvariant();

    public string Name => inner.Name;

    public int Version => inner.Version;

    public IReadOnlyList<ProvenanceOption> Differences
    {
        get
        {
            List<ProvenanceOption> options = [.. ProvenanceOptions.FromRecord(inner.Options)];
            if (_extension is not null)
            {
                options.Add(new(nameof(PixelArtBatchOptions.SavePalette), _extension[1..]));
            }

            if (chart)
            {
                options.Add(new(nameof(PixelArtBatchOptions.Chart), "true"));
            }

            return options;
        }
    }

    public IReadOnlyList<string> Learned => inner.Learned;

    public RunFile? RunFile => inner.RunFile;

    public OutputNames Outputs
    {
        get
        {
            var names = _extension is null ? inner.Outputs : inner.Outputs.With(_extension);
            return chart ? names.With(CellChart.Suffix) : names;
        }
    }

    public IReadOnlyList<object> AllOptions =>
        [Options, new PixelArtBatchOptions { SavePalette = palette, Chart = chart }];

    public IOperationOptions Options => inner.Options;

    public long EstimateMemory(ImageInput input) => inner.EstimateMemory(input);

    public long EstimatePixels(ImageInput input) => inner.EstimatePixels(input);

    public IArtifact Run(ImageInput input, OperationContext context)
    {
        if (chart)
        {
            RequireChart(input);
        }

        var result = (CellArtifact)inner.Run(input, context);
        var named = inner.Options.Palette ?? result.Palette;
        if (_extension is not null)
        {
            var colors = inner.Plan.Colors.IsLimited ? result.Palette : named;
            var comment = context.Provenance is { } provenance ? ProvenanceMarkup.Line(provenance) : null;
            result.Add(new SideFile(_extension, stream => PaletteFile.Write(colors, _extension, stream, comment)));
        }

        if (chart)
        {
            var title = FrameSequence.StemOf(input.Source.Name);
            result.Add(new SideFile(CellChart.Suffix, stream => ((PixelArtResult)result).WriteChart(stream, title, named)));
        }

        return result;
    }

    /// <exception cref="StylizeException">The input is an animation, or its grid is too large for a chart.</exception>
    private void RequireChart(ImageInput input)
    {
        _ = input.Still(inner.Options.Frame).Info;
        var (width, height) = inner.Plan.ForSize(input.Info.Width, input.Info.Height).Fit.Grid;
        if ((long)width * height > CellChart.MaxCells)
        {
            throw new StylizeException(
                StylizeError.OptionInvalid, nameof(PixelArtBatchOptions.Chart), Invariant(
                    $"The chart of {width} x {height} cells is too large; {{Chart}} allows {CellChart.MaxCells:N0} cells."),
                "Use a smaller {Width}.");
        }
    }
}
