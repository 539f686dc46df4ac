using System.Numerics.Tensors;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.Gaussians.Initialization;

/// <summary>An image as rows of samples in [0,1], colours premultiplied by alpha, whatever way they are kept.</summary>
internal interface ISampleRows
{
    int Width { get; }

    int Height { get; }

    /// <summary>Samples of a pixel, alpha among them.</summary>
    int Channels { get; }

    /// <summary>True where the last channel is alpha.</summary>
    bool HasAlpha { get; }

    /// <summary>One channel of row <paramref name="y"/>.</summary>
    /// <param name="channel">From 0.</param>
    /// <param name="y">From 0.</param>
    /// <param name="scratch">Room for a row, which the result may be in.</param>
    ReadOnlySpan<float> Row(int channel, int y, Span<float> scratch);
}

/// <summary>The rows of a decoded image, whose planes have straight alpha.</summary>
/// <param name="image">Samples in [0,1]; not owned.</param>
internal sealed class PremultipliedRows(SampleImage<float> image) : ISampleRows
{
    /// <inheritdoc/>
    public int Width => image.Width;

    /// <inheritdoc/>
    public int Height => image.Height;

    /// <inheritdoc/>
    public int Channels => image.Planes.Count;

    /// <inheritdoc/>
    public bool HasAlpha => image.HasAlpha;

    /// <inheritdoc/>
    public ReadOnlySpan<float> Row(int channel, int y, Span<float> scratch)
    {
        var samples = image.Planes[channel].Row(y);
        if (!HasAlpha || channel == Channels - 1)
        {
            return samples;
        }

        var premultiplied = scratch[..Width];
        TensorPrimitives.Multiply(samples, image.Planes[^1].Row(y), premultiplied);
        return premultiplied;
    }
}
