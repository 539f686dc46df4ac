using Stylize.Engine.Imaging;

namespace Stylize.Engine.Gaussians.Rendering;

/// <summary>Gaussians as the kernels read them and, side by side, where they lie: all that the bins need to know.</summary>
internal sealed class PreparedModel(int count) : IDisposable
{
    public PooledBuffer<PreparedGaussian> Gaussians { get; } = new(count);

    public PooledBuffer<SampleBox> Boxes { get; } = new(count);

    public void Dispose()
    {
        Gaussians.Dispose();
        Boxes.Dispose();
    }
}
