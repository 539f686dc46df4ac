namespace Stylize.Engine.Tests.Imaging;

public class VectorExponentialTests
{
    [Fact]
    public void Every_lane_is_within_the_stated_error_of_double_precision()
    {
        // The lanes of a vector get very different values, and every lane gets each value.
        var lanes = new float[Vector<float>.Count];
        for (var i = 0; i < 120_000; i++)
        {
            for (var lane = 0; lane < lanes.Length; lane++)
            {
                lanes[lane] = -86.99f * (float)((i * 0.6180339887 + (lane * 0.37)) % 1);
            }

            var result = VectorExponential.Exp(new Vector<float>(lanes));
            for (var lane = 0; lane < lanes.Length; lane++)
            {
                Assert.InRange(result[lane] / Math.Exp(lanes[lane]), 1 - 4e-7, 1 + 4e-7);
            }
        }
    }

    [Theory]
    [InlineData(0f, 1f)]
    [InlineData(-88f, 0f)]
    [InlineData(float.NegativeInfinity, 0f)]
    public void Limits_are_exact_in_every_lane(float x, float expected)
    {
        for (var lane = 0; lane < Vector<float>.Count; lane++)
        {
            var lanes = Enumerable.Repeat(-1f, Vector<float>.Count).ToArray();
            lanes[lane] = x;
            var result = VectorExponential.Exp(new Vector<float>(lanes));
            for (var other = 0; other < lanes.Length; other++)
            {
                Assert.Equal(other == lane ? expected : 0.36787944f, result[other], 4e-7f);
            }
        }
    }
}
