namespace Stylize.Engine.Gaussians;

/// <summary>The number of values per pixel as a type, so that the JIT compiles hot loops for each number without
/// branches.</summary>
internal interface IChannelCount
{
    static abstract int Value { get; }
}

/// <summary>Gray.</summary>
internal readonly struct OneChannel : IChannelCount
{
    public static int Value => 1;
}

/// <summary>Red, green, blue.</summary>
internal readonly struct ThreeChannels : IChannelCount
{
    public static int Value => 3;
}

/// <summary>Red, green, blue and either alpha or the sum of weights.</summary>
internal readonly struct FourChannels : IChannelCount
{
    public static int Value => 4;
}

/// <summary>Red, green, blue, sum of weights, alpha.</summary>
internal readonly struct FiveChannels : IChannelCount
{
    public static int Value => 5;
}
