namespace Stylize.Engine.Gaussians.Files.Container;

/// <summary>The HEAD chunk: size, count, profile and the settings of rendering.</summary>
/// <param name="HasOpacity">True if opacities are stored; otherwise all are 1.</param>
/// <param name="Parameters">Parameters of the profile: the rest of the chunk.</param>
internal sealed record GaussianFileHeader(
    int Width, int Height, int Count, GaussianProfile Profile, GaussianCompositing Compositing, GaussianBlendSpace BlendSpace,
    bool HasAlpha, bool HasOpacity, float Cutoff, float Epsilon, GaussianColor<float> Background, ReadOnlyMemory<byte> Parameters)
{
    public const int MaxCount = 1 << 26;

    /// <summary>The version of each profile that this build writes and reads.</summary>
    public const byte ProfileVersion = 1;

    private const int FixedLength = 42;
    private const byte AlphaFlag = 1;
    private const byte OpacityFlag = 2;

    /// <summary>True if the Gaussians of a layer may be stored in any order.</summary>
    public bool OrderIsFree => Compositing != GaussianCompositing.Over;

    public static GaussianFileHeader Create(GaussianModel model, GaussianProfile profile, ReadOnlyMemory<byte> parameters) => new(
        model.Width, model.Height, model.Count, profile, model.Compositing, model.BlendSpace, model.HasAlpha,
        HasValuesOtherThanOne(model.Store.Opacity), model.Cutoff, model.Epsilon, model.Background, parameters);

    public static bool HasValuesOtherThanOne(ReadOnlySpan<float> values) => values.ContainsAnyExcept(1f);

    public byte[] ToBytes()
    {
        var bytes = new byte[FixedLength + Parameters.Length];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, Width);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), Height);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(8), Count);
        bytes[12] = (byte)Profile;
        bytes[13] = ProfileVersion;
        bytes[14] = (byte)Compositing;
        bytes[15] = (byte)BlendSpace;
        bytes[16] = (byte)((HasAlpha ? AlphaFlag : 0) | (HasOpacity ? OpacityFlag : 0));
        bytes[17] = 0;
        float[] floats = [Cutoff, Epsilon, Background.R, Background.G, Background.B, Background.A];
        for (var i = 0; i < floats.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(bytes.AsSpan(18 + (4 * i)), floats[i]);
        }

        Parameters.CopyTo(bytes.AsMemory(FixedLength));
        return bytes;
    }

    /// <exception cref="GaussianFormatException">The header is damaged.</exception>
    /// <exception cref="GaussianLimitException">The source is too large.</exception>
    /// <exception cref="GaussianVersionException">This build does not support the profile or its version.</exception>
    public static GaussianFileHeader Parse(ReadOnlyMemory<byte> chunk)
    {
        GaussianFormatException.ThrowIf(chunk.Length < FixedLength, "the header is too short");

        var bytes = chunk.Span;
        CheckVersion((GaussianProfile)bytes[12], bytes[13]);
        var floats = new float[6];
        for (var i = 0; i < floats.Length; i++)
        {
            floats[i] = BinaryPrimitives.ReadSingleLittleEndian(bytes[(18 + (4 * i))..]);
        }

        var header = new GaussianFileHeader(
            BinaryPrimitives.ReadInt32LittleEndian(bytes),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[4..]),
            BinaryPrimitives.ReadInt32LittleEndian(bytes[8..]),
            (GaussianProfile)bytes[12], (GaussianCompositing)bytes[14], (GaussianBlendSpace)bytes[15],
            (bytes[16] & AlphaFlag) != 0, (bytes[16] & OpacityFlag) != 0,
            floats[0], floats[1], new(floats[2], floats[3], floats[4], floats[5]), chunk[FixedLength..]);
        header.Check(bytes[16], bytes[17]);
        return header;
    }

    private static void CheckVersion(GaussianProfile profile, byte version)
    {
        if (!Enum.IsDefined(profile)) throw new GaussianVersionException($"has profile {(int)profile}, which this build does not support");

        if (version != ProfileVersion)
        {
            throw new GaussianVersionException(
                $"has format version {version} of profile {profile}; this build reads version {ProfileVersion}");
        }
    }

    private void Check(byte flags, byte reserved)
    {
        if ((uint)Width > GaussianModel.MaxSide || (uint)Height > GaussianModel.MaxSide)
        {
            throw new GaussianLimitException(
                Invariant(
                    $"claims a source of {(uint)Width} x {(uint)Height} pixels; the limit is {GaussianModel.MaxSide} per side"));
        }

        GaussianFormatException.ThrowIf(Width <= 0 || Height <= 0, "the source has no pixels");
        GaussianFormatException.ThrowIf(Count is < 0 or > MaxCount, $"the count {(uint)Count} is out of range");
        GaussianFormatException.ThrowIf(!Enum.IsDefined(Compositing), $"the compositing {(int)Compositing} is unknown");
        GaussianFormatException.ThrowIf(!Enum.IsDefined(BlendSpace), $"the blend space {(int)BlendSpace} is unknown");
        GaussianFormatException.ThrowIf((flags & ~(AlphaFlag | OpacityFlag)) != 0 || reserved != 0, "a reserved bit of the header is set");
        GaussianFormatException.ThrowIf(Cutoff is not (>= 1 and <= 8), "the cutoff is out of range");
        GaussianFormatException.ThrowIf(Epsilon is not (> 0 and <= 1), "epsilon is out of range");
        GaussianFormatException.ThrowIf(!Background.IsFinite || Background.A is < 0 or > 1, "the background is out of range");
    }
}

/// <summary>The first bytes of a file: 0x89, "G2D" and the version of the container.</summary>
internal static class GaussianFileSignature
{
    public const byte Version = 1;

    /// <summary>The version of the container of animations, which readers of single pictures refuse.</summary>
    public const byte AnimationVersion = 2;

    public static ReadOnlySpan<byte> Bytes => [0x89, (byte)'G', (byte)'2', (byte)'D', Version];

    public static ReadOnlySpan<byte> AnimationBytes => [0x89, (byte)'G', (byte)'2', (byte)'D', AnimationVersion];
}

/// <summary>Chunk types: four ASCII letters. A capital first letter marks a chunk that a reader must understand.</summary>
internal static class ChunkType
{
    public const string Header = "HEAD";
    public const string Metadata = "META";
    public const string Provenance = "prov";
    public const string Layer = "LAYR";
    public const string Part = "PART";
    public const string Animation = "ANIM";
    public const string KeyFrame = "KEYF";
    public const string Frame = "FRAM";
    public const string End = "DONE";

    /// <summary>Bytes of a chunk in addition to its data: length, type and CRC.</summary>
    public const int Overhead = 12;
}
