namespace Stylize.Engine.Gaussians.Rendering;

/// <summary>Receives finished pixels: sRGB-encoded, straight alpha, in [0,1].</summary>
internal unsafe interface IPixelSink
{
    /// <summary>
    /// Receives a run of pixels of one row. Each channel is padded to a multiple of 16 values; the padding may be read, and all of it
    /// overwritten. Called from several threads, for different runs.
    /// </summary>
    void Write(int x, int y, int count, float* r, float* g, float* b, float* a);
}
