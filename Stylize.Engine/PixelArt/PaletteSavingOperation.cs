using Stylize.Engine.Imaging;
using Stylize.Engine.Imaging.Palettes;
using Stylize.Engine.Operations;

namespace Stylize.Engine.PixelArt;

/// <summary>Makes pixel art, and writes the palette beside each result: the one that was given, or the one that was found.</summary>
public sealed class PaletteSavingOperation : IOperation
{
    private readonly PixelArtOperation _inner;
    private readonly string _extension;

    /// <param name="inner">Makes the pixel art.</param>
    /// <param name="extension">".gpl", ".pal" or ".hex"; the palette's file has the stem of the result.</param>
    public PaletteSavingOperation(PixelArtOperation inner, string extension)
    {
        _inner = inner;
        _extension = extension;
    }

    /// <inheritdoc/>
    public string Name => _inner.Name;

    /// <inheritdoc/>
    public string TargetSuffix => _inner.TargetSuffix;

    /// <inheritdoc/>
    public IOperationOptions Options => _inner.Options;

    /// <inheritdoc/>
    public long EstimateMemory(ImageInput input) => _inner.EstimateMemory(input);

    /// <inheritdoc/>
    public IArtefact Run(ImageInput input, OperationContext context)
    {
        var result = (PixelArtResult)_inner.Run(input, context);
        try
        {
            context.WriteBeside?.Invoke(_extension, stream => PaletteFile.Write(_inner.Options.Palette ?? result.Palette, _extension, stream));
            return result;
        }
        catch
        {
            result.Dispose();
            throw;
        }
    }
}
