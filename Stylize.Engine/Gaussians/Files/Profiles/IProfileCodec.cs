namespace Stylize.Engine.Gaussians.Files.Profiles;

/// <summary>The codec of a profile. An instance serves any number of files.</summary>
internal interface IProfileCodec
{
    /// <summary>True if the profile stores weights; otherwise the reader derives them from the layers.</summary>
    bool KeepsWeights { get; }

    /// <summary>Returns the number of Gaussians of each layer, most important layer first. The sum is <paramref name="count"/>.</summary>
    IReadOnlyList<int> PlanLayers(int count);

    ILayerEncoder CreateEncoder(GaussianModel model, ThreadGrant maxThreads);

    /// <param name="region">The region needed, in source pixels; null for the whole picture.</param>
    /// <exception cref="GaussianFormatException">The header or the parameters of the profile are damaged.</exception>
    ILayerDecoder CreateDecoder(GaussianFileHeader header, PixelRectangle? region, ThreadGrant maxThreads);
}

/// <summary>Encodes the layers of one file in order. A layer may be predicted from earlier layers.</summary>
internal interface ILayerEncoder
{
    /// <summary>The parameters of the profile, stored after the fixed fields of the header.</summary>
    ReadOnlyMemory<byte> Parameters { get; }

    /// <param name="indices">Gaussians of the layer in store order. The encoder may reorder them if compositing allows it.</param>
    EncodedLayer Encode(int[] indices);
}

/// <summary>Decodes the layers of one file in order.</summary>
internal interface ILayerDecoder
{
    /// <summary>Returns the PART chunks that follow a layer's own chunk.</summary>
    /// <exception cref="GaussianFormatException">The bytes are damaged.</exception>
    IReadOnlyList<LayerPart> PartsOf(ReadOnlyMemory<byte> payload, int count) => [];

    /// <summary>True if the first Gaussians of a truncated layer without parts can be decoded.</summary>
    bool ReadsCutLayers => false;

    /// <summary>Decodes a layer into the store, starting at index <paramref name="first"/>.</summary>
    /// <returns>The number of Gaussians decoded, less than that of the layer for a region or a truncated layer.</returns>
    /// <exception cref="GaussianFormatException">The bytes are damaged.</exception>
    int Decode(FileLayer layer, GaussianStore target, int first);
}
