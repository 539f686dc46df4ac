using Stylize.Engine.PixelArt.Results;

namespace Stylize.Engine.PixelArt;

/// <summary>Options of pixel art that concern the whole batch or add files to it.</summary>
public sealed record PixelArtBatchOptions : IOperationOptions
{
    [Option("Find one palette for all inputs.", Group = HelpGroup.Common)]
    [NotWith(nameof(PixelArtOptions.Palette), Unless = nameof(PixelArtOptions.Colors))]
    [NotWith(nameof(PixelArtOptions.AttributeCells))]
    public bool SharedPalette { get; init; }

    [Option("Faster preview of slightly lower quality; same as preset Fast.", Group = HelpGroup.Common)]
    public bool Fast { get; init; }

    [Option("Palette file to write next to each output; one for {SharedPalette}.", Group = HelpGroup.Output)]
    public PaletteFormat? SavePalette { get; init; }

    [Option("Write a chart to print, with symbols and a color list.", Group = HelpGroup.Output)]
    [NotWith(nameof(PixelArtOptions.Format), PixelArtFormat.SpriteSheet, PixelArtFormat.Frames, PixelArtFormat.Packed,
        PixelArtFormat.Scr, PixelArtFormat.Koa)]
    public bool Chart { get; init; }

    /// <inheritdoc/>
    public void Validate() => OptionSet.ForRecord<PixelArtBatchOptions>().Check(this);

    /// <summary>Creates the operation of the batch.</summary>
    /// <param name="shared">The palette found for all inputs; null without a shared palette.</param>
    /// <exception cref="StylizeException">OptionInvalid: an option is out of range, or a shared palette and a given one are
    /// combined.</exception>
    internal IOperation Create(PixelArtOptions options, Palette? shared = null)
    {
        OptionSet.ForRecord<PixelArtBatchOptions>().Check(this, options);
        var operation = shared is null
            ? new PixelArtOperation(options) { RunFile = SharedPalette ? FileOf(null) : null }
            : new PixelArtOperation(options.With(shared)) { Learned = [nameof(PixelArtOptions.Palette)], RunFile = FileOf(shared) };
        var files = SharedPalette ? this with { SavePalette = null } : this;
        return files.SavePalette is null && !Chart ? operation : new AddedFilesOperation(operation, files);
    }

    internal static string SuffixOf(PaletteFormat format) => $".{format}".ToLowerInvariant();

    /// <summary>Returns the file of the shared palette; null if it is not saved.</summary>
    /// <param name="shared">The palette; null before it is found.</param>
    private RunFile? FileOf(Palette? shared) => SavePalette is { } format && SuffixOf(format) is var extension
        ? new RunFile(
            PixelArt.SharedPalette.Name + extension, shared is null ? null : stream => PaletteFile.Write(shared, extension, stream))
        : null;

    /// <summary>Finds the palette of all readable inputs; null if no input is readable. The run itself reports unreadable inputs.</summary>
    internal static Palette? FindShared(IReadOnlyList<ImageInput> inputs, PixelArtOptions options, OperationContext context)
    {
        var file = LearnedPalettes.FileFor(inputs, options, context.Cancellation);
        if (file is not null && LearnedPalettes.Read(file, options.Palette, inputs[0].Codec) is { } known) return known;

        var (seen, allRead) = (0, true);
        var counted = inputs.Select(input =>
        {
            context.Progress?.Invoke(new OperationProgress((double)seen++ / inputs.Count, "Finding the palette"));
            return input;
        });
        try
        {
            var learned = PixelArt.SharedPalette.Learn(counted, options, context with
            {
                Progress = null,
                Warning = text =>
                {
                    allRead = false;
                    context.Warning?.Invoke(text);
                },
            });
            if (allRead && file is not null)
            {
                LearnedPalettes.Write(file, learned);
            }

            return learned;
        }
        catch (StylizeException failure) when (failure.Error == StylizeError.ImageUnreadable)
        {
            return null;
        }
    }
}

/// <summary>Creates pixel art with further files next to each output: its palette, or a chart.</summary>
internal sealed class AddedFilesOperation(PixelArtOperation inner, PixelArtBatchOptions files) : IOperation
{
    private readonly string? _extension = files.SavePalette is { } format ? PixelArtBatchOptions.SuffixOf(format) : null;

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

            if (files.Chart)
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
            return files.Chart ? names.With(CellChart.Suffix) : names;
        }
    }

    public IReadOnlyList<object> AllOptions =>
        [Options, new PixelArtBatchOptions { SavePalette = files.SavePalette, Chart = files.Chart }];

    public IOperationOptions Options => inner.Options;

    public long EstimateMemory(ImageInput input) => inner.EstimateMemory(input);

    public long EstimatePixels(ImageInput input) => inner.EstimatePixels(input);

    public IArtifact Run(ImageInput input, OperationContext context)
    {
        if (files.Chart)
        {
            RequireChart(input);
        }

        var result = (CellArtifact)inner.Run(input, context);
        var named = inner.Options.Palette ?? result.Palette;
        if (_extension is not null)
        {
            var palette = inner.Options.IsLimited ? result.Palette : named;
            var comment = context.Provenance is { } provenance ? ProvenanceMarkup.Line(provenance) : null;
            result.Add(new SideFile(_extension, stream => PaletteFile.Write(palette, _extension, stream, comment)));
        }

        if (files.Chart)
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
        var (width, height) = inner.Options.OfMachine().GridSize(input.Info.Width, input.Info.Height);
        if ((long)width * height > CellChart.MaxCells)
        {
            throw new StylizeException(
                StylizeError.OptionInvalid, nameof(PixelArtBatchOptions.Chart), Invariant(
                    $"The chart of {width} x {height} cells is too large; {{Chart}} allows {CellChart.MaxCells:N0} cells."),
                "Use a smaller {Width}.");
        }
    }
}
