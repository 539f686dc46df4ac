namespace Stylize.Engine.Gaussians.Initialization;

/// <summary>An image as rows of samples in [0,1], with colors premultiplied by alpha.</summary>
internal interface ISampleRows
{
    int Width { get; }
    int Height { get; }

    /// <summary>Samples per pixel, including alpha.</summary>
    int Channels { get; }

    bool HasAlpha { get; }

    /// <param name="scratch">Buffer for a row, which the result may use.</param>
    ReadOnlySpan<float> Row(int channel, int y, Span<float> scratch);
}

/// <summary>Premultiplies the rows of a decoded image.</summary>
internal sealed class PremultipliedRows(SampleImage<float> image) : ISampleRows
{
    public int Width => image.Width;
    public int Height => image.Height;
    public int Channels => image.Planes.Count;
    public bool HasAlpha => image.HasAlpha;

    public ReadOnlySpan<float> Row(int channel, int y, Span<float> scratch)
    {
        var samples = image.Planes[channel].Row(y);
        if (!HasAlpha || channel == Channels - 1) return samples;

        var premultiplied = scratch[..Width];
        TensorPrimitives.Multiply(samples, image.Planes[^1].Row(y), premultiplied);
        return premultiplied;
    }
}
