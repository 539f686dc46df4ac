namespace Stylize.PowerShell.Options;

/// <summary>Accepts the words that an option declares for whole numbers, such as First for frame 0.</summary>
/// <param name="words">The words for 0, 1 and so on.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NumberWordsAttribute(params string[] words) : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is string text
        && Array.FindIndex(words, word => OptionWords.SameName(word, text)) is >= 0 and var number ? number : inputData;
}
