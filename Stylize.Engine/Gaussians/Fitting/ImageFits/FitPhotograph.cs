using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Stylize.Engine.Gaussians.Initialization;
using Stylize.Engine.Imaging;
using Stylize.Engine.Operations;

namespace Stylize.Engine.Gaussians.Fitting.ImageFits;

/// <summary>The photograph that is fitted: gray, RGB, or RGB with alpha. 8-bit images stay bytes, with the same samples.</summary>
internal sealed class FitPhotograph : ISampleRows, IDisposable
{
    private static readonly float[] Units = [.. Enumerable.Range(0, 256).Select(value => value / 255f)];

    private readonly SampleImage<float>? _samples;
    private readonly Raster<Rgba32>? _pixels;
    private readonly bool _isColor;

    /// <param name="samples">sRGB-encoded samples in [0,1] and perhaps straight alpha; the photograph's from now on.</param>
    public FitPhotograph(SampleImage<float> samples)
    {
        _samples = samples;
        _isColor = samples.ColorPlanes >= 3;
        (Width, Height, HasAlpha) = (samples.Width, samples.Height, samples.HasAlpha);
    }

    private FitPhotograph(Raster<Rgba32> pixels, bool hasAlpha)
    {
        _pixels = pixels;
        _isColor = true;
        (Width, Height, HasAlpha) = (pixels.Width, pixels.Height, hasAlpha);
    }

    public int Width { get; }

    public int Height { get; }

    public long PixelCount => (long)Width * Height;

    public bool HasAlpha { get; }

    /// <summary>1 for grey, 3 for colour, 4 for any image with alpha.</summary>
    public int Channels => HasAlpha ? 4 : _isColor ? 3 : 1;

    public static FitPhotograph Decode(ImageInput input) => IsKeptAsBytes(input.Info)
        ? new(input.DecodeRgba(), input.Info.HasAlpha)
        : new(input.DecodeFloat());

    /// <summary>True where bytes say all that the file says.</summary>
    public static bool IsKeptAsBytes(ImageInfo info) => info is { ColorPlanes: >= 3, BitsPerSample: 8, IsFloat: false };

    public static implicit operator FitPhotograph(SampleImage<float> samples) => new(samples);

    public ReadOnlySpan<float> Row(int channel, int y, Span<float> scratch)
    {
        if (!HasAlpha || channel == 3)
        {
            return Straight(channel, y, scratch);
        }

        var row = scratch[..Width];
        var straight = Straight(channel, y, row);
        if (_samples is not null)
        {
            TensorPrimitives.Multiply(straight, _samples.Planes[^1].Row(y), row);
            return row;
        }

        var pixels = _pixels!.Row(y);
        for (var x = 0; x < row.Length; x++)
        {
            row[x] *= Units[pixels[x].A];
        }

        return row;
    }

    /// <summary>One channel of row <paramref name="y"/>, colours as they are without alpha.</summary>
    /// <param name="channel">Of grey, each of the colours is the same.</param>
    public ReadOnlySpan<float> Straight(int channel, int y, Span<float> scratch)
    {
        if (_samples is not null)
        {
            return (HasAlpha && channel == 3 ? _samples.Planes[^1] : _samples.Planes[_isColor ? channel : 0]).Row(y);
        }

        var bytes = MemoryMarshal.AsBytes(_pixels!.Row(y));
        var row = scratch[..Width];
        for (var x = 0; x < row.Length; x++)
        {
            row[x] = Units[bytes[(4 * x) + channel]];
        }

        return row;
    }

    public void Dispose()
    {
        _samples?.Dispose();
        _pixels?.Dispose();
    }
}
