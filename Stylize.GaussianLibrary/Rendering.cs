using Stylize.Engine.Gaussians;
using Stylize.Engine.Gaussians.Decoding;
using Stylize.Engine.Gaussians.Files;
using Stylize.Engine.Gaussians.Rendering;

namespace Stylize.GaussianLibrary;

/// <summary>A rendering of a file: its options, region and size.</summary>
internal readonly struct Rendering
{
    /// <summary>Name of the image in errors.</summary>
    private const string Name = "image";

    private readonly GaussianFile _file;
    private readonly PixelRectangle? _region;
    private readonly RenderOptions _options;
    private readonly PixelFormat _format;
    private readonly int _threads;

    public Rendering(GaussianFile file, in RenderSettings settings)
    {
        _file = file;
        _format = Enum.IsDefined((PixelFormat)settings.Format)
            ? (PixelFormat)settings.Format : throw Wrong("format", settings.Format);
        _threads = Options.Threads(settings.MaxThreads);
        _region = RegionOf(settings);
        if (settings.Reserved != 0) throw Wrong("reserved", settings.Reserved);

        if (settings.Width > GaussianModel.MaxSide) throw Wrong("width", settings.Width);

        if (settings.Height > GaussianModel.MaxSide) throw Wrong("height", settings.Height);

        if (settings.Scale != 0 && (settings.Width | settings.Height) != 0)
        {
            throw new LibraryException(
                Result.Argument, "scale cannot be combined with width and height. Omit one of them.");
        }

        _options = GaussianDecodeOperation.Rendering(
            file.Model, file.DeclaredCount, settings.Level == 0 ? 1 : settings.Level,
            settings.Width == 0 ? null : (int)settings.Width,
            settings.Height == 0 ? null : (int)settings.Height, settings.Scale == 0 ? 1 : settings.Scale,
            !file.IsComplete);
        _options.Validate();
        (Width, Height) = _options.Size(_region?.Width ?? file.Model.Width, _region?.Height ?? file.Model.Height);
    }

    public int Width { get; }

    public int Height { get; }

    /// <param name="rowBytes">Bytes from one row to the next; 0 for rows without padding.</param>
    public unsafe void Draw(byte* pixels, nuint rowBytes, nuint size)
    {
        var isFloat = _format == PixelFormat.RgbaFloat;
        var bytes = (ulong)Width * (isFloat ? 4 * sizeof(float) : 4u);
        rowBytes = rowBytes == 0 ? (nuint)bytes : rowBytes;
        if (rowBytes < bytes)
        {
            throw new LibraryException(
                Result.Argument,
                FormattableString.Invariant($"row_bytes is {rowBytes}; a row of the rendering has {bytes} bytes."));
        }

        if (isFloat && (((nuint)pixels | rowBytes) & (sizeof(float) - 1)) != 0)
        {
            throw new LibraryException(
                Result.Argument, "The address of the pixels and row_bytes must be multiples of 4 for floats.");
        }

        // Both factors are below 2^64, so their product is below 2^128.
        var needed = ((UInt128)rowBytes * (uint)(Height - 1)) + bytes;
        if (size < needed)
        {
            throw new LibraryException(
                Result.Buffer,
                FormattableString.Invariant(
                    $"The buffer has {size} bytes; the rendering of {Width} x {Height} pixels needs {needed}."));
        }

        var model = _file.Model;
        using var part = _region is { } region
            ? GaussianDecodeOperation.Crop(model, region, Name, fillsGaps: !_file.IsComplete) : null;
        GaussianRenderer.Render(part ?? model, _options, pixels, (nint)rowBytes, isFloat, _threads);
    }

    private static PixelRectangle? RegionOf(in RenderSettings settings)
    {
        if (settings is { RegionWidth: 0, RegionHeight: 0, X: 0, Y: 0 }) return null;

        var region = new PixelRectangle(
            settings.X, settings.Y, (int)Math.Min(settings.RegionWidth, int.MaxValue),
            (int)Math.Min(settings.RegionHeight, int.MaxValue));
        return region.IsValid ? region : throw new LibraryException(
            Result.Argument,
            FormattableString.Invariant($"The region {region} must have sides of 1 to {GaussianModel.MaxSide}, ")
                + FormattableString.Invariant($"and x and y of -{GaussianModel.MaxSide} to {GaussianModel.MaxSide}."));
    }

    private static LibraryException Wrong(string name, uint value) =>
        new(Result.Argument,
            FormattableString.Invariant($"{name} is {value}, which is out of range. See gaussianimage.h."));
}
