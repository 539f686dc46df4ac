namespace Stylize.Engine.Operations;

/// <summary>The input of previews: an image or one frame of it, which is decoded and reduced once for several
/// previews.</summary>
/// <param name="input">The input of a run.</param>
/// <param name="width">Width of the image in pixels.</param>
/// <param name="height">Height of the image in pixels.</param>
/// <param name="decode">Returns the decoded image or a reduced copy of it, which this object does not own.</param>
public sealed class PreviewInput(ImageInput input, int width, int height, Func<Raster<Rgba32>> decode) : IDisposable
{
    private (long Pixels, Raster<Rgba32> Image)? _last;

    /// <summary>Width of the image in pixels.</summary>
    public int Width => width;

    /// <summary>Height of the image in pixels.</summary>
    public int Height => height;

    /// <summary>The input of a run, at full size.</summary>
    public PreviewCopy Whole => new(input, this, 1);

    /// <summary>Returns a copy with at most a number of pixels, and at most those of the decoded image.</summary>
    /// <exception cref="StylizeException">The image cannot be read.</exception>
    public PreviewCopy Copy(long maxPixels, OperationContext context)
    {
        var image = decode();
        if (image.PixelCount > maxPixels)
        {
            if (_last?.Pixels != maxPixels)
            {
                _last?.Image.Dispose();
                _last = (maxPixels, Reduce(image, maxPixels, context));
            }

            image = _last.Value.Image;
        }

        return new PreviewCopy(
            ImageInput.Pixels(image, input.Codec, input.Source.Name), this, Math.Min(1, (double)image.Width / width));
    }

    /// <summary>Returns a copy with at most a number of pixels and about the same aspect ratio. The caller owns
    /// it.</summary>
    public static Raster<Rgba32> Reduce(Raster<Rgba32> image, long maxPixels, OperationContext context)
    {
        var scale = Math.Min(1, Math.Sqrt((double)maxPixels / image.PixelCount));
        var (width, height) = Resampler.ScaledSize(image.Width, image.Height, scale);
        return Resampler.Resize(image, width, height, ResampleFilter.Box, context.MaxThreads, context.Cancellation);
    }

    /// <summary>Disposes of the last reduced copy.</summary>
    public void Dispose() => _last?.Image.Dispose();
}

/// <summary>The input of a preview, at full size or reduced.</summary>
/// <param name="Input">The input to process.</param>
/// <param name="Of">The input at full size.</param>
/// <param name="Scale">Width of the copy relative to the width at full size, at most 1.</param>
public sealed record PreviewCopy(ImageInput Input, PreviewInput Of, double Scale)
{
    /// <summary>True if the copy is smaller than the input.</summary>
    public bool IsReduced => Scale < 1;
}
