namespace Stylize.Engine.Gaussians.Files.Profiles;

/// <summary>Encodes the layers of one file in order. A layer may be predicted from earlier layers.</summary>
internal abstract class LayerEncoder
{
    /// <summary>The parameters of the profile, stored after the fixed fields of the header.</summary>
    public virtual ReadOnlyMemory<byte> Parameters => default;

    /// <param name="steps">Quantization steps of the compact profile; null for <see cref="CompactSteps.Fine"/>.</param>
    /// <exception cref="StylizeException">OptionInvalid: the profile does not exist.</exception>
    public static LayerEncoder Create(GaussianModel model, GaussianProfile profile, CompactSteps? steps, ThreadGrant maxThreads) =>
        profile switch
        {
            GaussianProfile.Compact => new CompactEncoder(model, new CompactQuantizer(steps ?? CompactSteps.Fine), maxThreads),
            GaussianProfile.Standard => new StandardEncoder(model, maxThreads),
            GaussianProfile.Lossless => new LosslessEncoder(model, maxThreads),
            _ => throw StylizeException.Option("Profile", profile, "Compact, Standard or Lossless"),
        };

    /// <summary>Returns the number of Gaussians of each layer, most important layer first. The sum is <paramref name="count"/>.</summary>
    public virtual IReadOnlyList<int> PlanLayers(int count) => LayerPlan.Halving(count);

    /// <param name="indices">Gaussians of the layer in store order. The encoder may reorder them if compositing allows it.</param>
    public abstract EncodedLayer Encode(int[] indices);
}

/// <summary>Decodes the layers of one file in order.</summary>
internal abstract class LayerDecoder
{
    /// <summary>True if the profile stores weights; otherwise the reader derives them from the layers.</summary>
    public virtual bool KeepsWeights => false;

    /// <summary>True if the first Gaussians of a truncated layer without parts can be decoded.</summary>
    public virtual bool ReadsCutLayers => false;

    /// <param name="region">The region needed, in source pixels; null for the whole picture.</param>
    /// <exception cref="GaussianFormatException">The parameters of the profile are damaged.</exception>
    public static LayerDecoder Create(GaussianFileHeader header, PixelRectangle? region, ThreadGrant maxThreads) => header.Profile switch
    {
        GaussianProfile.Compact => new CompactDecoder(header, region, maxThreads),
        GaussianProfile.Standard => new StandardDecoder(header, maxThreads),
        _ => new LosslessDecoder(maxThreads),
    };

    /// <summary>Returns the PART chunks that follow a layer's own chunk.</summary>
    /// <exception cref="GaussianFormatException">The bytes are damaged.</exception>
    public virtual IReadOnlyList<LayerPart> PartsOf(ReadOnlyMemory<byte> payload, int count) => [];

    /// <summary>Decodes a layer into the store, starting at index <paramref name="first"/>.</summary>
    /// <returns>The number of Gaussians decoded, less than that of the layer for a region or a truncated layer.</returns>
    /// <exception cref="GaussianFormatException">The bytes are damaged.</exception>
    public abstract int Decode(FileLayer layer, GaussianStore target, int first);
}
