namespace Stylize.Engine.Measuring;

/// <summary>An image to measure with: a file at its original size, a resampled file, or a standard image.</summary>
internal sealed class MeasuredImage
{
    private readonly string? _path;
    private readonly StandardImageKind _kind;
    private readonly int? _longestSide;

    private MeasuredImage(string name, string? path, StandardImageKind kind, int? longestSide)
    {
        Name = name;
        _path = path;
        _kind = kind;
        _longestSide = longestSide;
    }

    public string Name { get; }

    public static MeasuredImage File(string path, int? longestSide) => new(Path.GetFileName(path), path, default, longestSide);

    public static MeasuredImage Standard(StandardImageKind kind, int side) => new(kind.ToString(), null, kind, side);

    /// <summary>Opens the image. A file at its original size is decoded in every run, as in real use; other images are held as
    /// pixels.</summary>
    /// <param name="gray">True to convert an image that is held as pixels to gray.</param>
    public Opened Open(IImageCodec codec, DecodeOptions options, bool gray)
    {
        if (_path is not null && _longestSide is null) return new Opened(new ImageInput(ImageSource.File(_path), codec, options), null);

        var raster = _path is null ? StandardImage.Create(_kind, _longestSide!.Value, _longestSide.Value) : Resampled(codec, options);
        if (gray)
        {
            EncodedGray.Convert(raster);
        }

        return new Opened(ImageInput.Pixels(raster, codec, _path ?? Name), raster);
    }

    private Raster<Rgba32> Resampled(IImageCodec codec, DecodeOptions options)
    {
        using var image = codec.DecodeRgba(ImageSource.File(_path!), options);
        var scale = _longestSide!.Value / (double)Math.Max(image.Width, image.Height);
        var (width, height) = Resampler.ScaledSize(image.Width, image.Height, scale);
        return Resampler.Resize(image, width, height, scale < 1 ? ResampleFilter.Box : ResampleFilter.Lanczos3);
    }

    internal sealed record Opened(ImageInput Input, Raster<Rgba32>? Raster) : IDisposable
    {
        public void Dispose() => Raster?.Dispose();
    }
}
