namespace Stylize.PowerShell.Options;

/// <summary>Refuses numbers with a comma: PowerShell takes '0,65' for 65, and 0,65 for a list.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DecimalPointAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData)
    {
        var given = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        var text = given as string ?? (given is object[] { Length: > 1 } parts ? string.Join(",", parts) : "");
        return text.Contains(',')
            ? throw new ArgumentTransformationMetadataException(
                $"'{text}' is not a number. Give one number, with a point, such as 0.65.")
            : inputData;
    }
}

/// <summary>Refuses script blocks, whose text PowerShell takes for a name.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NoScriptBlockAttribute : ArgumentTransformationAttribute
{
    public override object? Transform(EngineIntrinsics engineIntrinsics, object? inputData) =>
        (inputData is PSObject wrapped ? wrapped.BaseObject : inputData) is ScriptBlock
            ? throw new ArgumentTransformationMetadataException(
                "It applies to the whole run, so it cannot be a script block. Give it a value.")
            : inputData;
}
