using FsCheck;
using FsCheck.Fluent;
using Stylize.Benchmarks;
using Stylize.Engine.Gaussians.Files.Container;

namespace Stylize.Engine.Tests.Gaussians.Files;

public sealed class GaussianFileTests
{
    public static TheoryData<GaussianProfile> Profiles => [.. Enum.GetValues<GaussianProfile>()];

    public static TheoryData<int> Counts => [0, 1, 63, 5000];

    [Theory]
    [MemberData(nameof(Counts))]
    public void LosslessKeepsEveryFloat(int count)
    {
        foreach (var compositing in Enum.GetValues<GaussianCompositing>())
        {
            using var model = RandomModel.Create(count, count, 300, 200, compositing, hasAlpha: true);
            using var file =
                GaussianFileReader.Read(GaussianFileWriter.ToBytes(model, GaussianProfile.Lossless), "test");
            Assert.True(file.IsComplete);
            AssertSameGaussians(model.Store, file.Model.Store, keepsOrder: compositing == GaussianCompositing.Over);
            AssertSameSettings(model, file.Model);
        }
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void MetadataAndSettingsRoundTrip(GaussianProfile profile)
    {
        using var store = new GaussianStore(3);
        using var model = new GaussianModel(store.Clone(), 7, 9)
        {
            Compositing = GaussianCompositing.Additive,
            BlendSpace = GaussianBlendSpace.Linear,
            Cutoff = 4.25f,
            Epsilon = 0.5f,
            Background = new(0.1f, -0.2f, 1.5f, 0.75f),
            HasAlpha = true,
            Metadata = new Dictionary<string, string>
            {
                [GaussianMetadata.Title] = "Möwe 海鷗",
                [GaussianMetadata.Encoder] = string.Empty,
            },
        };
        using var file = GaussianFileReader.Read(GaussianFileWriter.ToBytes(model, profile), "test");
        AssertSameSettings(model, file.Model);
        Assert.Equal(model.Metadata.OrderBy(p => p.Key, StringComparer.Ordinal), file.Model.Metadata);
        Assert.Equal(profile, file.Profile);
        Assert.Equal(3, file.DeclaredCount);
    }

    [Fact]
    public void TheStandardProfileStaysWithinItsBounds()
    {
        Prop.ForAll(Gen.Choose(0, 1 << 30).ToArbitrary(), seed =>
        {
            using var model = RandomModel.Create(seed, 50, 1000, 700, GaussianCompositing.Over, hasAlpha: true);
            using var file =
                GaussianFileReader.Read(GaussianFileWriter.ToBytes(model, GaussianProfile.Standard), "test");
            var (a, b) = (model.Store, file.Model.Store);
            for (var i = 0; i < 50; i++)
            {
                Assert.Equal(a.X[i], b.X[i], 0.5 / 65535 + 1e-7);
                Assert.Equal(a.Y[i], b.Y[i], 0.5 / 65535 + 1e-7);
                Assert.Equal(a.R[i], b.R[i], 0.5 / 255 + 1e-6);
                Assert.Equal(a.A[i], b.A[i], 0.5 / 255 + 1e-6);
                // Opacities of 0.2 to 1 span log2(5) octaves.
                Assert.Equal(1, b.Opacity[i] / a.Opacity[i], Math.Log(5) * 0.5 / 255 * 1.02);
                AssertNearShape(a, b, i, relative: 31.0 / 65535 * Math.Log(2) / 2, angle: Math.PI / 65536 / 2);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(40));
    }

    [Fact]
    public void TheHeaviestGaussiansComeFirst()
    {
        using var model = RandomModel.Create(10, 1024, 100, 100);
        using var file = GaussianFileReader.Read(GaussianFileWriter.ToBytes(model, GaussianProfile.Lossless), "test");
        Assert.Equal([64, 64, 128, 256, 512], file.Layers.Select(l => l.Count));
        var first = file.Model.Store.Weight[..64].ToArray().Min();
        Assert.True(first >= file.Model.Store.Weight[64..].ToArray().Max());
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void EveryCutGivesAnErrorOrTheRenderablePrefix(GaussianProfile profile)
    {
        using var model = RandomModel.Create(11, 150, 64, 64);
        var bytes = GaussianFileWriter.ToBytes(model, profile);
        var counts = new HashSet<int>();
        for (var length = 0; length < bytes.Length; length++)
        {
            var cut = bytes.AsMemory(0, length);
            Fails.Of(StylizeError.ImageUnreadable, () => GaussianFileReader.Read(cut, "cut"));
            try
            {
                using var prefix = GaussianFileReader.Read(cut, "cut", new GaussianReadOptions { AllowPrefix = true });
                Assert.False(prefix.IsComplete);
                counts.Add(prefix.Model.Count);
            }
            catch (StylizeException e)
            {
                Assert.Equal(StylizeError.ImageUnreadable, e.Error);
                Assert.Empty(counts);
            }
        }

        // Two layers; the compact profile reads parts of them too.
        int[] whole = [0, 75, 150];
        Assert.Equal(whole, (profile == GaussianProfile.Compact ? counts.Intersect(whole) : counts).Order());
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void EveryFlippedBitIsDetected(GaussianProfile profile)
    {
        using var model = RandomModel.Create(12, 40, 64, 64);
        var bytes = GaussianFileWriter.ToBytes(model, profile);
        for (var bit = 0; bit < 8 * bytes.Length; bit += 5)
        {
            bytes[bit >> 3] ^= (byte)(1 << (bit & 7));
            Fails.Of(StylizeError.ImageUnreadable, () => GaussianFileReader.Read(bytes, "flipped"));
            bytes[bit >> 3] ^= (byte)(1 << (bit & 7));
        }
    }

    [Theory]
    [MemberData(nameof(Profiles))]
    public void DamageBehindACorrectChecksumNeitherCrashesNorHangs(GaussianProfile profile)
    {
        using var model = RandomModel.Create(13, 200, 64, 64, hasAlpha: true);
        var bytes = GaussianFileWriter.ToBytes(model, profile);
        var random = new Random(14);
        for (var round = 0; round < 400; round++)
        {
            var damaged = (byte[])bytes.Clone();
            for (var n = random.Next(1, 6); n > 0; n--)
            {
                damaged[random.Next(5, damaged.Length)] = random.Next(4) == 0 ? (byte)255 : (byte)random.Next(256);
            }

            Mutation.RepairChecksums(damaged);
            foreach (var allowPrefix in new[] { false, true })
            {
                try
                {
                    using var file = GaussianFileReader.Read(
                        damaged, "damaged", new GaussianReadOptions { AllowPrefix = allowPrefix, MaxCount = 100_000 });
                    Assert.True(file.Model.Store.X.ToArray().All(float.IsFinite));
                }
                catch (StylizeException e)
                {
                    Assert.True(e.Error is StylizeError.ImageUnreadable or StylizeError.ImageTooLarge);
                }
            }
        }
    }

    [Fact]
    public void ASmallFileCannotForceLargeAllocations()
    {
        using var model = RandomModel.Create(15, 10, 64, 64);
        var bytes = GaussianFileWriter.ToBytes(model, GaussianProfile.Standard);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(5 + 8 + 8), 60_000_000);
        Mutation.RepairChecksums(bytes);
        var before = GC.GetTotalAllocatedBytes();
        using var file = GaussianFileReader.Read(bytes, "small", new GaussianReadOptions { AllowPrefix = true });
        Assert.Equal(10, file.Model.Count);
        Assert.Equal(60_000_000, file.DeclaredCount);
        Assert.True(GC.GetTotalAllocatedBytes() - before < 10_000_000);
    }

    /// <summary>A claimed count costs the places of the Gaussians; their values are checked while they are
    /// decoded.</summary>
    [Fact]
    public void A_layer_of_zeros_that_claims_many_Gaussians_is_refused_early()
    {
        const int Count = 1 << 20;
        using var model = RandomModel.Create(15, 10, 64, 64);
        var bytes = GaussianFileWriter.ToBytes(model);
        var head = ((FileBytes)(ReadOnlyMemory<byte>)bytes).ChunkAt(GaussianFileSignature.Bytes.Length);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan((int)head.Start + 8), Count);
        using var file = new MemoryStream();
        file.Write(bytes.AsSpan(0, (int)head.End));
        Chunk.Write(
            file, ChunkType.Layer, [.. VariableInteger.Bytes(Count), .. new byte[Count / LayerChunk.MaxPerByte]]);
        Chunk.Write(file, ChunkType.End, []);
        var claims = file.ToArray();
        Mutation.RepairChecksums(claims);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Fails.Of(StylizeError.ImageUnreadable, () => GaussianFileReader.Read(claims, "claims"), "Gaussian 0");
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 60L * Count);
    }

    [Fact]
    public void InvalidValuesAreNotWritten()
    {
        (int Plane, float Value)[] bad =
            [(0, float.NaN), (2, 0), (4, -1), (3, float.PositiveInfinity), (5, float.NegativeInfinity),
                (10, -1), (0, 2e6f)];
        foreach (var (plane, value) in bad)
        {
            using var model = RandomModel.Create(16, 5, 10, 10);
            model.Store.Plane(plane)[3] = value;
            var error = Assert.Throws<StylizeException>(() => GaussianFileWriter.ToBytes(model));
            Assert.Contains("Gaussian 3", error.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void AMissingFileAndATextFileAreReported()
    {
        var missing = ImageSource.File(Path.Combine(Path.GetTempPath(), "no-such.g2d"));
        Fails.Of(StylizeError.ImageMissing, () => GaussianFileReader.Read(missing));
        Fails.Of(
            StylizeError.ImageUnreadable, () => GaussianFileReader.Read("not a model"u8.ToArray(), "notes.g2d"),
            "notes.g2d");
    }

    private static void AssertNearShape(GaussianStore a, GaussianStore b, int i, double relative, double angle)
    {
        // Σ' = R diag(k1, k2) ... compared by the Mahalanobis form of one in the other: for axis ratio r, a rotation by
        // δ changes it by at most r δ.
        double[] l = [a.L11[i], a.L21[i], a.L22[i]];
        double[] m = [b.L11[i], b.L21[i], b.L22[i]];
        var m11 = m[0] / l[0];
        var m21 = (m[1] - (l[1] * m[0] / l[0])) / l[2];
        var m22 = m[2] / l[2];
        var trace = (l[0] * l[0]) + (l[1] * l[1]) + (l[2] * l[2]);
        var ratio = trace / (l[0] * l[2]);
        var allowed = (relative + (angle * ratio)) * 1.1 + 1e-5;
        Assert.Equal(1, m11, allowed + relative);
        Assert.Equal(1, m22, allowed + relative);
        Assert.Equal(0, m21, 2 * allowed);
    }

    private static void AssertSameGaussians(GaussianStore expected, GaussianStore actual, bool keepsOrder)
    {
        var (a, b) = (Rows(expected), Rows(actual));
        if (!keepsOrder)
        {
            a = [.. a.Order()];
            b = [.. b.Order()];
        }

        Assert.Equal(a, b);
    }

    private static string[] Rows(GaussianStore store) => [.. Enumerable.Range(0, store.Count).Select(i =>
        string.Join(' ', Enumerable.Range(0, GaussianStore.PlaneCount)
            .Select(k => BitConverter.SingleToInt32Bits(store.Plane(k)[i]))))];

    private static void AssertSameSettings(GaussianModel expected, GaussianModel actual)
    {
        Assert.Equal((expected.Width, expected.Height), (actual.Width, actual.Height));
        Assert.Equal(
            (expected.Compositing, expected.BlendSpace, expected.Cutoff, expected.Epsilon, expected.Background,
                expected.HasAlpha),
            (actual.Compositing, actual.BlendSpace, actual.Cutoff, actual.Epsilon, actual.Background, actual.HasAlpha));
    }
}
