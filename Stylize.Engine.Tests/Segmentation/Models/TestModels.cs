namespace Stylize.Engine.Tests.Segmentation.Models;

/// <summary>Small models whose answers are known.</summary>
internal static class TestModels
{
    public const int Rays = 32;

    /// <summary>The mean of 5 x 5 pixels, with zeros around the image, as a probability.</summary>
    public static OnnxWriter Blobs(int side = -1) => new OnnxWriter()
        .Input("image", OnnxWriter.Float, 1, 1, side, side)
        .Constant("weights", [1, 1, 5, 5], [.. Enumerable.Repeat(1 / 25f, 25)])
        .Node("Conv", ["image", "weights"], "mean", ("pads", new long[] { 2, 2, 2, 2 }))
        .Constant("zero", [], 0f)
        .Constant("one", [], 1f)
        .Node("Clip", ["mean", "zero", "one"], "probability")
        .Output("probability", OnnxWriter.Float, 1, 1, side, side);

    /// <summary>
    /// The image as probability, and stars whose size is 25 times the image, in the layout of StarDist. With a grid of 2, the maps have
    /// every second pixel.
    /// </summary>
    public static OnnxWriter Stars(int grid = 1) => new OnnxWriter()
        .Input("input", OnnxWriter.Float, -1, -1, -1, 1)
        .Constant("starts", [2], 0L, 0)
        .Constant("ends", [2], long.MaxValue, long.MaxValue)
        .Constant("axes", [2], 1L, 2)
        .Constant("steps", [2], grid, (long)grid)
        .Node("Slice", ["input", "starts", "ends", "axes", "steps"], "prob")
        .Constant("radii", [1, 1, 1, Rays], [.. Enumerable.Range(0, Rays).Select(ray => 25 * (float)Radius(2 * Math.PI * ray / Rays))])
        .Node("Mul", ["prob", "radii"], "dist")
        .Output("dist", OnnxWriter.Float, -1, -1, -1, Rays)
        .Output("prob", OnnxWriter.Float, -1, -1, -1, 1);

    /// <summary>The radius of a star in a direction, as a share of its size.</summary>
    public static double Radius(double angle) => 1 + (.3 * Math.Cos(5 * angle));

    /// <summary>The gradient of the image as flows, and the image minus .5 as foreground. A second output is a vector.</summary>
    public static OnnxWriter Flows() => new OnnxWriter()
        .Input("x", OnnxWriter.Float, -1, 2, -1, -1)
        .Constant(
            "weights", [3, 2, 3, 3],
            0, -.5f, 0, 0, 0, 0, 0, .5f, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
            0, 0, 0, -.5f, 0, .5f, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
            0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
        .Constant("bias", [3], 0, 0, -.5f)
        .Node("Conv", ["x", "weights", "bias"], "y", ("pads", new long[] { 1, 1, 1, 1 }))
        .Node("ReduceMean", ["y"], "style", ("axes", new long[] { 2, 3 }), ("keepdims", 0L))
        .Output("y", OnnxWriter.Float, -1, 3, -1, -1)
        .Output("style", OnnxWriter.Float, -1, 3);

    /// <summary>A U-Net that reduces the image by 4, with random weights.</summary>
    public static OnnxWriter Network()
    {
        var random = new Random(7);
        var model = new OnnxWriter().Input("x", OnnxWriter.Float, 1, 1, -1, -1).Constant("scales", [4], 1f, 1, 2, 2);
        void Convolve(string from, string to, int inputs, int outputs)
        {
            model.Constant($"{to}_w", [outputs, inputs, 3, 3], [.. Enumerable.Range(0, outputs * inputs * 9)
                .Select(_ => (float)((random.NextDouble() - .5) / Math.Sqrt(inputs)))]);
            model.Node("Conv", [from, $"{to}_w"], $"{to}_c", ("pads", new long[] { 1, 1, 1, 1 })).Node("Relu", [$"{to}_c"], to);
        }

        void Halve(string from, string to) => model.Node(
            "MaxPool", [from], to, ("kernel_shape", new long[] { 2, 2 }), ("strides", new long[] { 2, 2 }));

        void Join(string small, string large, string to) => model.Node("Resize", [small, "", "scales"], $"{to}_up")
            .Node("Concat", [$"{to}_up", large], to, ("axis", 1L));

        Convolve("x", "a", 1, 16);
        Halve("a", "a2");
        Convolve("a2", "b", 16, 32);
        Halve("b", "b2");
        Convolve("b2", "c", 32, 32);
        Join("c", "b", "d");
        Convolve("d", "e", 64, 16);
        Join("e", "a", "f");
        Convolve("f", "g", 32, 1);
        return model.Node("Tanh", ["g"], "probability").Output("probability", OnnxWriter.Float, 1, 1, -1, -1);
    }

    /// <summary>The samples as numbers of objects, to which a number is added that differs between tiles.</summary>
    public static OnnxWriter Numbers() => new OnnxWriter()
        .Input("samples", OnnxWriter.UInt16, -1, -1)
        .Node("Cast", ["samples"], "numbers", ("to", (long)OnnxWriter.Int64))
        .Node("ReduceSum", ["numbers"], "sum")
        .Constant("seven", [1, 1], 7L)
        .Constant("thousand", [1, 1], 1000L)
        .Node("Mod", ["sum", "seven"], "rest")
        .Node("Mul", ["rest", "thousand"], "shift")
        .Node("Sign", ["numbers"], "objects")
        .Node("Mul", ["objects", "shift"], "shifts")
        .Node("Add", ["numbers", "shifts"], "labels")
        .Output("labels", OnnxWriter.Int64, -1, -1);
}
