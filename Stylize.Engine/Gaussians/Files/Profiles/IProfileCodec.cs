using Stylize.Engine.Gaussians.Files.Container;
using Stylize.Engine.Imaging;

namespace Stylize.Engine.Gaussians.Files.Profiles;

/// <summary>One profile of the file: how the Gaussians of its layers are stored. An instance serves any number of files.</summary>
internal interface IProfileCodec
{
    /// <summary>True where the profile stores weights; otherwise readers derive them from the layers.</summary>
    bool KeepsWeights { get; }

    /// <summary>Numbers of Gaussians of the layers, the most important layer first; they add up to <paramref name="count"/>.</summary>
    IReadOnlyList<int> PlanLayers(int count);

    ILayerEncoder CreateEncoder(GaussianModel model, ThreadGrant maxThreads);

    /// <param name="region">The part of the picture that is enough, in pixels of the source; null for all of it.</param>
    /// <exception cref="GaussianFormatException">The header or the profile's parameters are damaged.</exception>
    ILayerDecoder CreateDecoder(GaussianFileHeader header, PixelRectangle? region, ThreadGrant maxThreads);
}

/// <summary>Writes the layers of one file in order; a layer may be predicted from earlier ones.</summary>
internal interface ILayerEncoder
{
    /// <summary>What a decoder needs before the first layer; stored behind the header's fixed fields.</summary>
    ReadOnlyMemory<byte> Parameters { get; }

    /// <param name="indices">Gaussians of the layer in store order; the encoder may reorder them if compositing allows it.</param>
    EncodedLayer Encode(int[] indices);
}

/// <summary>Reads the layers of one file in order.</summary>
internal interface ILayerDecoder
{
    /// <summary>The PART chunks that follow a layer's own chunk.</summary>
    /// <exception cref="GaussianFormatException">The bytes are damaged.</exception>
    IReadOnlyList<LayerPart> PartsOf(ReadOnlyMemory<byte> payload, int count) => [];

    /// <summary>True where the Gaussians at the beginning of a layer without parts can be read without its end.</summary>
    bool ReadsCutLayers => false;

    /// <summary>Reads a layer to Gaussians from <paramref name="first"/> on of the store.</summary>
    /// <returns>Gaussians that were read: fewer than the layer has where a region needs no more, or the layer is cut short.</returns>
    /// <exception cref="GaussianFormatException">The bytes are damaged.</exception>
    int Decode(FileLayer layer, GaussianStore target, int first);
}
