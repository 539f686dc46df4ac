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
