using Stylize.Engine.Gaussians.Files.Animations;
using Stylize.Engine.Gaussians.Files.Compact;

namespace Stylize.Engine.Tests.Gaussians.Files.Animations;

public sealed class MotionFieldTests
{
    private const int Max = MotionField.MaxVector;

    /// <summary>Nodes are 8 pixels apart, so 128 units. The picture has 3 by 3 nodes.</summary>
    [Theory]
    [InlineData(0, 0, 0, 0)]
    [InlineData(128, 0, 100, -40)]
    [InlineData(256, 256, -7, 9)]
    [InlineData(64, 0, 50, -20)]
    [InlineData(1, 0, 1, 0)] // 0.78 and -0.31
    [InlineData(64, 64, 25, -10)]
    [InlineData(192, 192, 23, -8)] // (100 - 7) / 4 = 23.25 and (-40 + 9) / 4 = -7.75
    [InlineData(-500, -1, 0, 0)]
    [InlineData(5000, 256, -7, 9)]
    [InlineData(CompactGrid.MaxCoordinate, -CompactGrid.MaxCoordinate, 0, 0)]
    public void Vectors_are_interpolated_between_nodes_and_continue_outside(int x, int y, int expectedX, int expectedY)
    {
        var field = new MotionField(16, 9, 0);
        Assert.Equal((3, 3), (field.Columns, field.Rows));
        (field[1, 0], field[2, 1], field[2, 2]) = ((100, -40), default, (-7, 9));
        if (x == 192)
        {
            field[1, 1] = (100, -40);
        }

        Assert.Equal((expectedX, expectedY), field.VectorAt(x, y));
    }

    [Fact]
    public void The_largest_vectors_do_not_overflow_and_centers_stay_in_their_range()
    {
        var field = new MotionField(1 << 20, 1 << 20, MotionField.MaxSpacing);
        foreach (var (column, row) in Coordinates(field.Columns, field.Rows))
        {
            field[column, row] = (Max, -Max);
        }

        Assert.Equal((Max, -Max), field.VectorAt(12_345_678, 16_000_001));
        var g = new CompactGaussian { X = CompactGrid.MaxCoordinate - 5, Y = -CompactGrid.MaxCoordinate };
        MotionField.Apply(field.VectorAt(g.X, g.Y), ref g);
        Assert.Equal((CompactGrid.MaxCoordinate, -CompactGrid.MaxCoordinate), (g.X, g.Y));
    }

    [Fact]
    public void Corners_give_an_affine_movement_to_all_nodes()
    {
        var field = new MotionField(40, 24, 0) { Corners = ((-20, 10), (30, 0), (-20, 50)) };
        Assert.Equal((6, 4), (field.Columns, field.Rows));
        Assert.Equal([(-20, 10), (30, 0), (-20, 50)], [field.Camera(0, 0), field.Camera(5, 0), field.Camera(0, 3)]);
        Assert.Equal((30, 40), field.Camera(5, 3));

        // Shares of 50 and -10 after two of five parts, and of 40 after one of three: 20, -4 and 13.3.
        Assert.Equal((0, 19), field.Camera(2, 1));
    }

    [Fact]
    public void A_node_is_predicted_from_the_camera_its_neighbors_and_the_frame_before()
    {
        var earlier = new MotionField(16, 16, 0);
        (earlier[0, 0], earlier[1, 1]) = ((5, -3), (8, 8));
        var field = new MotionField(16, 16, 0) { Corners = ((10, 10), (10, 10), (10, 10)) };
        Assert.Equal((10, 10), field.Predict(0, 0, null));
        Assert.Equal((15, 7), field.Predict(0, 0, earlier));
        field[0, 0] = (14, 10);
        Assert.Equal((14, 10), field.Predict(1, 0, null));
        Assert.Equal((14, 10), field.Predict(0, 1, earlier));
        (field[1, 0], field[0, 1]) = ((30, 9), (12, 20));

        // Relative vectors: left (2, 10), above (20, -1), before (8, 8), or 0 if the frame before has another spacing.
        Assert.Equal((18, 18), field.Predict(1, 1, earlier));
        Assert.Equal((12, 10), field.Predict(1, 1, new MotionField(16, 16, 1)));
    }

    [Theory]
    [InlineData(57, 57, 0, 0, false)] // 9 by 9
    [InlineData(57, 57, 0, 81, true)]
    [InlineData(57, 57, 0, 80, false)]
    [InlineData(56, 56, 0, 0, true)] // 8 by 8
    [InlineData(57, 57, 1, 0, true)]
    [InlineData(1 << 20, 1 << 20, 0, 1 << 26, false)]
    [InlineData(1 << 20, 1, MotionField.MaxSpacing, 2050, true)]
    [InlineData(1 << 20, 1, MotionField.MaxSpacing, 2049, false)]
    public void A_picture_has_as_many_nodes_as_Gaussians_or_64(
        int width, int height, int spacing, int count, bool isAllowed) =>
        Assert.Equal(isAllowed, MotionField.Allows(width, height, spacing, count));
}
