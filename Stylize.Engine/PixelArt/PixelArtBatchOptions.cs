using Stylize.Engine.Imaging.Palettes;
using Stylize.Engine.Operations;
using Stylize.Engine.Operations.Options;
using Stylize.Engine.Operations.Provenance;
using Stylize.Engine.PixelArt.Results;

namespace Stylize.Engine.PixelArt;

/// <summary>Options of pixel art that concern the whole batch or add files to it.</summary>
public sealed record PixelArtBatchOptions : IOperationOptions
{
    [Option("Find one palette for all inputs.", Group = HelpGroup.Common)]
    public bool SharedPalette { get; init; }

    [Option("Faster preview of slightly lower quality; same as preset Fast.", Group = HelpGroup.Common)]
    public bool Fast { get; init; }

    [Option("Palette file to write next to each output.", Group = HelpGroup.Output)]
    public PaletteFormat? SavePalette { get; init; }

    /// <inheritdoc/>
    public void Validate() => OptionSet.Of<PixelArtBatchOptions>().Check(this);

    /// <summary>Creates the operation of the batch.</summary>
    /// <param name="shared">The palette found for all inputs; null without a shared palette.</param>
    /// <exception cref="StylizeException">OptionInvalid: an option is out of range, or a shared palette and a given one are
    /// combined.</exception>
    internal IOperation Create(PixelArtOptions options, Palette? shared = null)
    {
        Validate();
        if (SharedPalette && options.Palette is not null)
        {
            throw new StylizeException(
                StylizeError.OptionInvalid, nameof(SharedPalette), "{SharedPalette} and {Palette} cannot be combined.",
                "Use {SharedPalette} to find a palette, or {Palette} to give one.");
        }

        var operation = shared is null
            ? new PixelArtOperation(options)
            : new PixelArtOperation(options with { Palette = shared }) { Learned = [nameof(PixelArtOptions.Palette)] };
        return SavePalette is { } format ? new PaletteSavingOperation(operation, $".{format}".ToLowerInvariant()) : operation;
    }

    /// <summary>Finds the palette of all readable inputs; null if no input is readable. The run itself reports unreadable inputs.</summary>
    internal static Palette? FindShared(IReadOnlyList<ImageInput> inputs, PixelArtOptions options, OperationContext context)
    {
        var file = LearnedPalettes.FileFor(inputs, options, context.Cancellation);
        if (file is not null && LearnedPalettes.Read(file, inputs[0].Codec) is { } known) return known;

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

/// <summary>Creates pixel art with a palette file next to each output: the given palette, or the one that was found.</summary>
/// <param name="extension">The palette's format: ".gpl", ".pal" or ".hex". The file is named after the output.</param>
internal sealed class PaletteSavingOperation(PixelArtOperation inner, string extension) : IOperation
{
    public string Name => inner.Name;

    public int Version => inner.Version;

    public IReadOnlyList<ProvenanceOption> Differences =>
        [.. ProvenanceOptions.Of(inner.Options), new("SavePalette", Path.GetExtension(extension)[1..])];

    public IReadOnlyList<string> Learned => inner.Learned;

    public OutputNames Outputs => inner.Outputs.With(extension);

    public IReadOnlyList<object> AllOptions =>
        [Options, new PixelArtBatchOptions { SavePalette = Enum.Parse<PaletteFormat>(extension[1..], ignoreCase: true) }];

    public IOperationOptions Options => inner.Options;

    public long EstimateMemory(ImageInput input) => inner.EstimateMemory(input);

    public long EstimatePixels(ImageInput input) => inner.EstimatePixels(input);

    public IArtifact Run(ImageInput input, OperationContext context)
    {
        var result = (CellArtifact)inner.Run(input, context);
        var palette = inner.Options.Palette ?? result.Palette;
        var comment = context.Provenance is { } provenance ? ProvenanceMarkup.Line(provenance) : null;
        result.Add(new SideFile(extension, stream => PaletteFile.Write(palette, extension, stream, comment)));
        return result;
    }
}
