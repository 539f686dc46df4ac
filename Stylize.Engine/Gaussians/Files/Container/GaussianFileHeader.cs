using static Stylize.Engine.IO.LittleEndian;

namespace Stylize.Engine.Gaussians.Files.Container;

/// <summary>The HEAD chunk: size, count, profile and the settings of rendering.</summary>
/// <param name="HasOpacity">True if opacities are stored; otherwise all are 1.</param>
/// <param name="Parameters">Parameters of the profile: the rest of the chunk.</param>
internal sealed record GaussianFileHeader(
    int Width, int Height, int Count, GaussianProfile Profile, GaussianCompositing Compositing,
    GaussianBlendSpace BlendSpace,
    bool HasAlpha, bool HasOpacity, float Cutoff, float Epsilon, GaussianColor<float> Background,
    ReadOnlyMemory<byte> Parameters)
{
    public const int MaxCount = 1 << 26;

    /// <summary>The version of each profile that this build writes and reads.</summary>
    public const byte ProfileVersion = 1;

    private const int FixedLength = 42;
    private const byte AlphaFlag = 1;
    private const byte OpacityFlag = 2;

    /// <summary>True if the Gaussians of a layer may be stored in any order.</summary>
    public bool OrderIsFree => Compositing != GaussianCompositing.Over;

    public static GaussianFileHeader Create(
        GaussianModel model, GaussianProfile profile, ReadOnlyMemory<byte> parameters) => new(
            model.Width, model.Height, model.Count, profile, model.Compositing, model.BlendSpace, model.HasAlpha,
            HasValuesOtherThanOne(model.Store.Opacity), model.Cutoff, model.Epsilon, model.Background, parameters);

    public static bool HasValuesOtherThanOne(ReadOnlySpan<float> values) => values.ContainsAnyExcept(1f);

    public byte[] ToBytes() =>
    [
        .. Long(Width), .. Long(Height), .. Long(Count), (byte)Profile, ProfileVersion, (byte)Compositing,
        (byte)BlendSpace,
        (byte)((HasAlpha ? AlphaFlag : 0) | (HasOpacity ? OpacityFlag : 0)), 0, .. Single(Cutoff), .. Single(Epsilon),
        .. Single(Background.R), .. Single(Background.G), .. Single(Background.B), .. Single(Background.A),
        .. Parameters.Span,
    ];

    /// <exception cref="GaussianFormatException">The header is damaged.</exception>
    /// <exception cref="GaussianLimitException">The source is too large.</exception>
    /// <exception cref="GaussianVersionException">This build does not support the profile or its version.</exception>
    public static GaussianFileHeader Parse(ReadOnlyMemory<byte> chunk)
    {
        GaussianFormatException.ThrowIf(chunk.Length < FixedLength, "the header is too short");

        var fields = new LittleEndianReader(chunk);
        var (width, height, count) = (fields.Int(), fields.Int(), fields.Int());
        var (profile, version) = ((GaussianProfile)fields.Byte(), fields.Byte());
        CheckVersion(profile, version);
        var (compositing, blendSpace) = ((GaussianCompositing)fields.Byte(), (GaussianBlendSpace)fields.Byte());
        var (flags, reserved) = (fields.Byte(), fields.Byte());
        var header = new GaussianFileHeader(
            width, height, count, profile, compositing, blendSpace, (flags & AlphaFlag) != 0,
            (flags & OpacityFlag) != 0,
            fields.Single(), fields.Single(), new(fields.Single(), fields.Single(), fields.Single(), fields.Single()),
            chunk[FixedLength..]);
        header.Check(flags, reserved);
        return header;
    }

    private static void CheckVersion(GaussianProfile profile, byte version)
    {
        if (!Enum.IsDefined(profile))
        {
            throw new GaussianVersionException($"has profile {(int)profile}, which this build does not support");
        }

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
        GaussianFormatException.ThrowIf(
            (flags & ~(AlphaFlag | OpacityFlag)) != 0 || reserved != 0, "a reserved bit of the header is set");
        GaussianFormatException.ThrowIf(Cutoff is not (>= 1 and <= 8), "the cutoff is out of range");
        GaussianFormatException.ThrowIf(Epsilon is not (> 0 and <= 1), "epsilon is out of range");
        GaussianFormatException.ThrowIf(
            !Background.IsFinite || Background.A is < 0 or > 1, "the background is out of range");
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

/// <summary>Chunk types: four ASCII letters. A capital first letter marks a chunk that a reader must
/// understand.</summary>
internal static class ChunkType
{
    public const string Header = "HEAD";
    public const string Metadata = "META";
    public const string Provenance = "prov";
    public const string Layer = "LAYR";
    public const string Part = "PART";
    public const string Residual = "resd";
    public const string Animation = "ANIM";
    public const string KeyFrame = "KEYF";
    public const string Frame = "FRAM";
    public const string End = "DONE";

    /// <summary>Bytes of a chunk in addition to its data: length, type and CRC.</summary>
    public const int Overhead = 12;
}
