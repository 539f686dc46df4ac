namespace Stylize.Engine.Gaussians.Rendering;

/// <summary>What a Gaussian's window does to the samples of a tile.</summary>
/// <typeparam name="TVector">A hardware vector of floats.</typeparam>
/// <typeparam name="TSelf">The struct itself.</typeparam>
internal unsafe interface ISampleBlend<TVector, TSelf>
    where TVector : unmanaged
    where TSelf : struct, ISampleBlend<TVector, TSelf>
{
    /// <summary>The blend of a Gaussian, which gives the channels.</summary>
    static abstract TSelf Create(PreparedGaussian* gaussian);

    /// <summary>Blends one vector of samples.</summary>
    /// <param name="window">The window at each sample; 0 outside.</param>
    /// <param name="target">The samples' first channel; the others follow <see cref="TileBuffer.BlockSamples"/> apart.</param>
    void Blend(TVector window, float* target);
}
