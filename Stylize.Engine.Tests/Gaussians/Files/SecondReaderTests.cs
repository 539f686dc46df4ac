using Stylize.Engine.Gaussians;
using Stylize.Engine.Gaussians.Files;

namespace Stylize.Engine.Tests.Gaussians.Files;

/// <summary>What the format's document says is what the reader does.</summary>
public sealed class SecondReaderTests
{
    [Theory]
    [InlineData(GaussianProfile.Lossless, 0)]
    [InlineData(GaussianProfile.Lossless, 900)]
    [InlineData(GaussianProfile.Compact, 0)]
    [InlineData(GaussianProfile.Compact, 1)]
    [InlineData(GaussianProfile.Compact, 70)]
    [InlineData(GaussianProfile.Compact, 2000)]
    [InlineData(GaussianProfile.Standard, 1)]
    [InlineData(GaussianProfile.Standard, 3000)]
    public void BothReadersAgree(GaussianProfile profile, int count)
    {
        foreach (var compositing in Enum.GetValues<GaussianCompositing>())
        {
            foreach (var hasAlpha in new[] { false, true })
            {
                using var random = RandomModel.Create(21, count, 800, 600, compositing, hasAlpha);
                using var model = new GaussianModel(random.Store.Clone(), 800, 600)
                {
                    Compositing = compositing,
                    HasAlpha = hasAlpha,
                    Background = random.Background,
                    Metadata = new Dictionary<string, string> { ["title"] = "Äpfel", ["a"] = new string('x', 300) },
                };
                if (hasAlpha)
                {
                    model.Store.Opacity.Fill(1);
                }

                var bytes = GaussianFileWriter.ToBytes(model, profile);
                using var first = GaussianFileReader.Read(bytes, "test");
                AssertSame(first, new SecondReader(bytes));
            }
        }
    }

    private static void AssertSame(GaussianFile first, SecondReader second)
    {
        var (model, s) = (first.Model, first.Model.Store);
        Assert.Equal(((uint)model.Width, (uint)model.Height, (uint)model.Count), (second.Width, second.Height, second.Count));
        Assert.Equal(((int)first.Profile, first.ProfileVersion), (second.Profile, second.ProfileVersion));
        Assert.Equal(
            ((int)model.Compositing, (int)model.BlendSpace, model.HasAlpha), (second.Compositing, second.BlendSpace, second.HasAlpha));
        var b = model.Background;
        Assert.Equal([model.Cutoff, model.Epsilon, b.R, b.G, b.B, b.A], second.Floats);
        Assert.Equal(model.Metadata.Select(m => (m.Key, m.Value)), second.Metadata);
        Assert.Equal(model.Count, second.Gaussians.Count);
        for (var i = 0; i < model.Count; i++)
        {
            for (var k = 0; k < 10; k++)
            {
                var expected = second.Gaussians[i][k];
                Assert.Equal(expected, s.Plane(k)[i], Math.Abs(expected) * 1e-6 + 1e-9);
            }

            if (first.Profile == GaussianProfile.Lossless)
            {
                Assert.Equal(second.Weights[i], s.Weight[i]);
            }
        }
    }
}
