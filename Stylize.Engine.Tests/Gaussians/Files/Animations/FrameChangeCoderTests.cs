using Stylize.Engine.Gaussians.Files.Animations;
using Stylize.Engine.Gaussians.Files.Compact;
using Stylize.Engine.Gaussians.Files.Container;

namespace Stylize.Engine.Tests.Gaussians.Files.Animations;

public sealed class FrameChangeCoderTests
{
    private const int Width = 300;
    private const int Height = 200;
    private const int Count = 400;

    private static readonly byte[] Key = KeyFile();

    /// <summary>Motion of other spacings, no motion, and empty frames follow one another. Changes refer to the moved
    /// Gaussians.</summary>
    [Fact]
    public void Motion_stays_and_changes_come_back_in_every_order()
    {
        var (random, quantizer) = (new Random(8), Quantizer());
        var (writer, reader) = (Coder(), Coder());
        int?[] spacings = [2, 2, null, 2, 1, 1, 7, 3, null, null, 0, 1];
        for (var i = 0; i < spacings.Length; i++)
        {
            var motion = spacings[i] is { } spacing && spacing > 0 ? Random(spacing, random) : null;
            bool[] stays = [.. Enumerable.Range(0, Count).Select(k => i % 4 == 3 || (i % 4 > 0 && k % 5 < 2))];
            writer.Move(motion, stays);
            var next = writer.Gaussians.ToArray();
            for (var k = i; k < Count && spacings[i] is not null; k += 7)
            {
                var (dropX, dropY) = CompactQuantizer.Drops(next[k], quantizer.Scales(next[k]));
                next[k].Luma += random.Next(1, 10);
                next[k].X = CompactQuantizer.Middle(next[k].X, dropX);
                next[k].Y = CompactQuantizer.Middle(next[k].Y, dropY);
            }

            var stream = writer.Encode(next);
            Assert.Equal(spacings[i] is null, stream.Length == 0);
            reader.Decode(stream);
            Assert.Equal(next, reader.Gaussians.ToArray());
            Assert.Equal(Vectors(motion), Vectors(reader.Motion));
            Assert.Equal(motion?.Corners, reader.Motion?.Corners);
        }
    }

    [Fact]
    public void Gaussians_that_stay_keep_their_places_and_the_others_move()
    {
        var (writer, reader) = (Coder(), Coder());
        var old = writer.Gaussians.ToArray();
        var motion = Random(3, new Random(2));
        bool[] stays = [.. Enumerable.Range(0, Count).Select(k => k % 3 == 0)];
        writer.Move(motion, stays);
        reader.Decode(writer.Encode(writer.Gaussians.ToArray()));
        for (var i = 0; i < Count; i++)
        {
            var (x, y) = stays[i] ? default : motion.VectorAt(old[i].X, old[i].Y);
            Assert.Equal((old[i].X + x, old[i].Y + y), (reader.Gaussians[i].X, reader.Gaussians[i].Y));
            Assert.Equal((x, y) != default, writer.Moves(i));
        }
    }

    /// <summary>The same stream is refused if the picture is so large that it has more nodes than Gaussians.</summary>
    [Fact]
    public void Too_many_parts_and_too_short_frames_are_refused()
    {
        var writer = Coder();
        writer.Move(Random(1, new Random(1)), []);
        var stream = writer.Encode(writer.Gaussians.ToArray());
        var failure = Assert.Throws<GaussianFormatException>(() => Coder(width: 1000).Decode(stream));
        Assert.Equal("the motion of a frame has too many parts", failure.Message);

        var large = new FrameChangeCoder(Header(), Quantizer(), new CompactGaussian[5 * 1024]);
        failure = Assert.Throws<GaussianFormatException>(() => large.Decode(new byte[4]));
        Assert.Equal("a frame is too short", failure.Message);
    }

    /// <summary>Vectors and corners stay in their range, whatever the bits are.</summary>
    [Fact]
    public void Random_streams_give_values_in_range()
    {
        var (random, moved) = (new Random(5), 0);
        for (var i = 0; i < 500; i++)
        {
            var coder = Coder();
            var stream = new byte[200];
            random.NextBytes(stream);
            try
            {
                coder.Decode(stream);
                coder.Decode(stream);
            }
            catch (GaussianFormatException failure)
            {
                Assert.Equal("the motion of a frame has too many parts", failure.Message);
            }

            foreach (var (x, y) in Vectors(coder.Motion))
            {
                Assert.InRange(x, -MotionField.MaxVector, MotionField.MaxVector);
                Assert.InRange(y, -MotionField.MaxVector, MotionField.MaxVector);
                moved++;
            }
        }

        Assert.NotEqual(0, moved);
    }

    private static byte[] KeyFile()
    {
        using var model = RandomModel.Create(1, Count, Width, Height);
        return GaussianFileWriter.ToBytes(model);
    }

    private static GaussianFileHeader Header() => GaussianFileParser.ReadHeader(Key);

    private static CompactQuantizer Quantizer()
    {
        using var group = DecodedGroup.Read(Key, GaussianReadOptions.Default, null);
        return group.Quantizer;
    }

    private static FrameChangeCoder Coder(int width = Width)
    {
        using var group = DecodedGroup.Read(Key, GaussianReadOptions.Default, null);
        return new(Header() with { Width = width }, group.Quantizer, group.Changes.Gaussians.ToArray());
    }

    /// <summary>A movement that is 0 in a part of the picture.</summary>
    private static MotionField Random(int spacing, Random random)
    {
        var field =
            new MotionField(Width, Height, spacing) { Corners = ((20, 3), (25, -3), (random.Next(-99, 99), 0)) };
        foreach (var (column, row) in Coordinates(field.Columns, field.Rows))
        {
            field[column, row] = column < 2 ? default : (random.Next(-20, 90), random.Next(-60, 60));
        }

        return field;
    }

    private static (int X, int Y)[] Vectors(MotionField? field) => field is null
        ? []
        : [.. Enumerable.Range(0, field.Columns * field.Rows).Select(i => field[i % field.Columns, i / field.Columns])];
}
