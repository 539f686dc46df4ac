using Stylize.Engine.Imaging.Palettes;
using Stylize.Engine.Operations;
using Stylize.Engine.Operations.Provenance;
using Stylize.Engine.PixelArt.Results;

namespace Stylize.Engine.PixelArt;

/// <summary>
/// Makes pixel art and writes a palette file beside each result: the palette that was given in the options, or else the one that was found.
/// </summary>
public sealed class PaletteSavingOperation : IOperation
{
    private readonly PixelArtOperation _inner;
    private readonly string _extension;

    /// <param name="inner">Makes the pixel art.</param>
    /// <param name="extension">The palette's format: ".gpl", ".pal" or ".hex". The file is named after the result.</param>
    public PaletteSavingOperation(PixelArtOperation inner, string extension)
    {
        (_inner, _extension) = (inner, extension);
    }

    /// <inheritdoc/>
    public string Name => _inner.Name;

    /// <inheritdoc/>
    public int Version => _inner.Version;

    /// <inheritdoc/>
    public IReadOnlyList<ProvenanceOption> Differences =>
        [.. ProvenanceOptions.Of(_inner.Options), new("SavePalette", Path.GetExtension(_extension)[1..])];

    /// <inheritdoc/>
    public IReadOnlyList<string> Learned => _inner.Learned;

    /// <inheritdoc/>
    public OutputNames Outputs => _inner.Outputs.With(_extension);

    /// <inheritdoc/>
    public IReadOnlyList<object> AllOptions =>
        [Options, new PixelArtBatchOptions { SavePalette = Enum.Parse<PaletteFormat>(_extension[1..], ignoreCase: true) }];

    /// <inheritdoc/>
    public IOperationOptions Options => _inner.Options;

    /// <inheritdoc/>
    public long EstimateMemory(ImageInput input) => _inner.EstimateMemory(input);

    /// <inheritdoc/>
    public long EstimatePixels(ImageInput input) => _inner.EstimatePixels(input);

    /// <inheritdoc/>
    public IArtefact Run(ImageInput input, OperationContext context)
    {
        var result = (CellArtefact)_inner.Run(input, context);
        var palette = _inner.Options.Palette ?? result.Palette;
        var comment = context.Provenance is { } provenance ? ProvenanceMarkup.Line(provenance) : null;
        result.Add(new SideFile(_extension, stream => PaletteFile.Write(palette, _extension, stream, comment)));
        return result;
    }
}
