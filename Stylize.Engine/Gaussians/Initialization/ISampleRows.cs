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
