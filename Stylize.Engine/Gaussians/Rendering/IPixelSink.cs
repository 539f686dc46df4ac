namespace Stylize.Engine.Gaussians.Rendering;

/// <summary>Takes finished pixels: sRGB-encoded, straight alpha, in [0,1].</summary>
internal unsafe interface IPixelSink
{
    /// <summary>Takes a run of pixels of one row. The channels may be read, and their padding overwritten, to the next multiple of 16. Called from many threads for different runs.</summary>
    void Write(int x, int y, int count, float* r, float* g, float* b, float* a);
}
