namespace Stylize.Engine.Gaussians.Rendering;

/// <summary>What a Gaussian's window does to the samples of a tile.</summary>
/// <typeparam name="TVector">A hardware vector of floats.</typeparam>
internal unsafe interface ISampleBlend<TVector>
    where TVector : unmanaged
{
    /// <summary>Blends one vector of samples.</summary>
    /// <param name="window">The window at each sample; 0 outside.</param>
    /// <param name="target">The samples' first channel; the others follow at the tile's stride.</param>
    void Blend(TVector window, float* target);
}
