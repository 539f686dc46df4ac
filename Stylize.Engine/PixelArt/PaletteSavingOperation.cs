using Stylize.Engine.Imaging.Palettes;
using Stylize.Engine.Operations;
using Stylize.Engine.Operations.Provenance;
using Stylize.Engine.PixelArt.Results;

namespace Stylize.Engine.PixelArt;

/// <summary>Makes pixel art and writes a palette file beside each result: the palette in the options, or else the one that was found.</summary>
/// <param name="extension">The palette's format: ".gpl", ".pal" or ".hex". The file is named after the result.</param>
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

    public IArtefact Run(ImageInput input, OperationContext context)
    {
        var result = (CellArtefact)inner.Run(input, context);
        var palette = inner.Options.Palette ?? result.Palette;
        var comment = context.Provenance is { } provenance ? ProvenanceMarkup.Line(provenance) : null;
        result.Add(new SideFile(extension, stream => PaletteFile.Write(palette, extension, stream, comment)));
        return result;
    }
}
