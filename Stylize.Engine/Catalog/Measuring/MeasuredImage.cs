namespace Stylize.Engine.Measuring;

/// <summary>An image to measure with: a file at its original size, a resampled file, or a standard image.</summary>
/// <param name="Path">The file; null for a standard image.</param>
/// <param name="LongestSide">Side to which it is resampled, or at which it is drawn; null for a file at its original
/// size.</param>
internal sealed record MeasuredImage(string Name, string? Path, StandardImageKind Kind, int? LongestSide)
{
    public static MeasuredImage File(string path, int? longestSide) =>
        new(System.IO.Path.GetFileName(path), path, default, longestSide);

    public static MeasuredImage Standard(StandardImageKind kind, int side) => new(kind.ToString(), null, kind, side);

    /// <summary>Opens the image. A file at its original size is decoded in every run, as in real use; other images are
    /// held as pixels.</summary>
    /// <param name="gray">True to convert an image that is held as pixels to gray.</param>
    public Opened Open(IImageCodec codec, DecodeOptions options, bool gray)
    {
        if (Path is not null && LongestSide is null)
        {
            return new Opened(new ImageInput(ImageSource.File(Path), codec, options), null);
        }

        var raster = Path is null
            ? StandardImage.Create(Kind, LongestSide!.Value, LongestSide.Value) : Resampled(codec, options);
        if (gray)
        {
            EncodedGray.Convert(raster);
        }

        return new Opened(ImageInput.Pixels(raster, codec, Path ?? Name), raster);
    }

    private Raster<Rgba32> Resampled(IImageCodec codec, DecodeOptions options)
    {
        using var image = codec.DecodeRgba(ImageSource.File(Path!), options);
        var scale = LongestSide!.Value / (double)Math.Max(image.Width, image.Height);
        var (width, height) = Resampler.ScaledSize(image.Width, image.Height, scale);
        return Resampler.Resize(image, width, height, scale < 1 ? ResampleFilter.Box : ResampleFilter.Lanczos3);
    }

    internal sealed record Opened(ImageInput Input, Raster<Rgba32>? Raster) : IDisposable
    {
        public void Dispose() => Raster?.Dispose();
    }
}
