using Stylize.Engine.Gaussians.Files.Animations;
using Stylize.Engine.Gaussians.Files.Compact;

namespace Stylize.Engine.Tests.Gaussians.Files.Animations;

/// <summary>Files of animations whose Gaussians change at random.</summary>
internal static class DrawnAnimation
{
    public const int Width = 60;
    public const int Height = 44;

    /// <summary>Returns a file, and the quantized Gaussians of each frame.</summary>
    /// <param name="frames">Number of frames. The fourth is a key frame again. The second and the seventh equal the
    /// frame before.</param>
    /// <param name="countAfterCut">Number of Gaussians from the fourth frame on; null for
    /// <paramref name="count"/>.</param>
    public static (byte[] File, List<CompactGaussian[]> Frames) Create(
        int seed, int frames, int count = 200, GaussianCompositing compositing = GaussianCompositing.Normalized,
        bool hasAlpha = false, int width = Width, int height = Height, int? countAfterCut = null)
    {
        var random = new Random(seed);
        var writer = new GaussianAnimationWriter();
        List<CompactGaussian[]> all = [];
        DecodedGroup? group = null;
        for (var i = 0; i < frames; i++)
        {
            if (group is null || i == 3)
            {
                var number = i == 0 ? count : countAfterCut ?? count;
                using var model = RandomModel.Create(seed + i, number, width, height, compositing, hasAlpha);
                var key = GaussianFileWriter.ToBytes(model);
                writer.AddKey(40 + i, key, number);
                group?.Dispose();
                group = DecodedGroup.Read(key, GaussianReadOptions.Default, null);
            }
            else
            {
                var isEqual = i is 1 or 6;
                bool[] stays =
                    [.. Enumerable.Range(0, group.Changes.Gaussians.Length).Select(_ => random.Next(3) == 0)];
                group.Changes.Move(isEqual ? null : Motion(width, height, random), stays);
                var next = isEqual ? group.Changes.Gaussians.ToArray() : Change(group, random);
                writer.Add(40 + i, group.Changes.Encode(next));
                Assert.Equal(next, group.Changes.Gaussians.ToArray());
            }

            all.Add(group.Changes.Gaussians.ToArray());
        }

        group?.Dispose();
        return (writer.ToBytes(width, height, 3, new Dictionary<string, string> { ["title"] = "Äpfel" }), all);
    }

    /// <summary>Moves everything by about 3 and -2 pixels, one part far, and another part not.</summary>
    private static MotionField Motion(int width, int height, Random random)
    {
        var field =
            new MotionField(width, height, spacing: random.Next(3)) { Corners = ((40, -30), (55, -20), (-200, 7)) };
        foreach (var (column, row) in Coordinates(field.Columns, field.Rows))
        {
            field[column, row] = column > row ? (48 + random.Next(-5, 6), -32 + random.Next(-5, 6)) : default;
        }

        field[1, 1] = (-MotionField.MaxVector, MotionField.MaxVector);
        return field;
    }

    /// <summary>Changes a third of the Gaussians: a little, or to any values.</summary>
    private static CompactGaussian[] Change(DecodedGroup group, Random random)
    {
        var next = group.Changes.Gaussians.ToArray();
        for (var i = 0; i < next.Length; i++)
        {
            if (random.Next(3) > 0) continue;

            ref var g = ref next[i];
            var reach = random.Next(4) == 0 ? 50 : 2;
            g.Size = Math.Clamp(g.Size + random.Next(-reach, reach + 1), 1, CompactQuantizer.MaxSize);
            if (group.HasOpacity)
            {
                g.Opacity = Math.Clamp(g.Opacity + random.Next(-reach, reach + 1), 0, 200);
            }

            var scales = group.Quantizer.Scales(g);
            var max = scales.ElongationStep.MaxElongation;
            g.U = Math.Clamp(g.U + random.Next(-reach, reach + 1), -max, max);
            g.V = Math.Clamp(g.V + random.Next(-reach, reach + 1), -max, max);
            var (dropX, dropY) = CompactQuantizer.Drops(g, scales);
            g.X = CompactQuantizer.Middle(g.X + random.Next(-20 * reach, 20 * reach), dropX);
            g.Y = CompactQuantizer.Middle(g.Y + random.Next(-20 * reach, 20 * reach), dropY);
            g.Luma += random.Next(-reach, reach + 1);
            g.Orange += random.Next(-reach, reach + 1);
            g.Green += random.Next(-reach, reach + 1);
            if (group.Key.HasAlpha)
            {
                g.Alpha = random.Next(CompactQuantizer.MaxAlpha + 1);
            }
        }

        return next;
    }
}
