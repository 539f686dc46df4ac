namespace Stylize.Engine.Tests;

/// <summary>Requires that an action fails.</summary>
internal static class Fails
{
    /// <summary>Requires an error, and each of the texts in its message.</summary>
    public static StylizeException Of(StylizeError error, Func<object?> action, params string[] texts) =>
        Require(Assert.Throws<StylizeException>(action), error, texts);

    /// <inheritdoc cref="Of(StylizeError, Func{object?}, string[])"/>
    public static StylizeException Of(StylizeError error, Action action, params string[] texts) =>
        Require(Assert.Throws<StylizeException>(action), error, texts);

    /// <summary>Requires an error and its target, and each of the texts in its message.</summary>
    public static StylizeException At(StylizeError error, string target, Action action, params string[] texts)
    {
        var failure = Of(error, action, texts);
        Assert.Equal(target, failure.Target);
        return failure;
    }

    private static StylizeException Require(StylizeException failure, StylizeError error, string[] texts)
    {
        Assert.Equal(error, failure.Error);
        Assert.All(texts, text => Assert.Contains(text, failure.Message, StringComparison.Ordinal));
        return failure;
    }
}
