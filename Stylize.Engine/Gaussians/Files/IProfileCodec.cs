namespace Stylize.Engine.Gaussians.Files;

/// <summary>One profile of the file: how the Gaussians of its layers become bytes. An instance serves any number of files.</summary>
internal interface IProfileCodec
{
    /// <summary>The profile's number in the file.</summary>
    GaussianProfile Profile { get; }

    /// <summary>Version of the profile's own coding; a reader refuses versions that it does not know.</summary>
    byte Version { get; }

    /// <summary>True where the profile stores weights; else readers derive them from the layers.</summary>
    bool KeepsWeights { get; }

    /// <summary>Numbers of Gaussians in the layers of a file, heaviest first, adding up to <paramref name="count"/>.</summary>
    IReadOnlyList<int> PlanLayers(int count);

    /// <summary>Begins a file.</summary>
    ILayerEncoder CreateEncoder(GaussianModel model, int maxThreads);

    /// <summary>Begins reading a file.</summary>
    /// <exception cref="GaussianFormatException">The header or the parameters make no sense.</exception>
    ILayerDecoder CreateDecoder(GaussianFileHeader header, int maxThreads);
}

/// <summary>Codes the layers of one file in order; a later layer may lean on earlier ones.</summary>
internal interface ILayerEncoder
{
    /// <summary>What the decoder must know before the first layer; follows the header's fixed fields.</summary>
    ReadOnlyMemory<byte> Parameters { get; }

    /// <summary>Codes a layer.</summary>
    /// <param name="indices">Gaussians of the layer, in store order; the encoder may store them in another where compositing allows.</param>
    byte[] Encode(int[] indices);
}

/// <summary>Reads the layers of one file in order.</summary>
internal interface ILayerDecoder
{
    /// <summary>Reads a layer into Gaussians <paramref name="first"/> to before <paramref name="first"/> + <paramref name="count"/> of the store.</summary>
    /// <exception cref="GaussianFormatException">The bytes make no sense.</exception>
    void Decode(ReadOnlyMemory<byte> payload, GaussianStore target, int first, int count);
}
