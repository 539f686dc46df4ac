using System.Security;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Stylize.PowerShell.Generator;

/// <summary>
/// Writes the XML documentation of the option properties of a library from their declarations, as comments that
/// tools/packaging/OptionDocumentation.targets adds to the documentation file.
/// </summary>
[Generator]
public sealed class OptionDocumentation : IIncrementalGenerator
{
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var members = context.SyntaxProvider.ForAttributeWithMetadataName(
            "Stylize.Engine.Operations.Options.OptionAttribute", (node, _) => node is PropertyDeclarationSyntax,
            (found, _) => Member((IPropertySymbol)found.TargetSymbol, (PropertyDeclarationSyntax)found.TargetNode,
                found.Attributes[0])).Collect();
        context.RegisterSourceOutput(members.Combine(context.CompilationProvider), (output, found) =>
        {
            if (found.Right.AssemblyName == "Stylize.Engine")
            {
                output.AddSource("Options.g.cs", $"/*<!-- options -->\n{string.Concat(found.Left)}*/");
            }
        });
    }

    /// <summary>Returns the entry of a property; "" if it has a comment.</summary>
    private static string Member(IPropertySymbol property, PropertyDeclarationSyntax declared, AttributeData attribute)
    {
        if (declared.GetLeadingTrivia().Any(trivia => trivia.ToString().StartsWith("///", StringComparison.Ordinal)
            || trivia.GetStructure() is DocumentationCommentTriviaSyntax))
        {
            return "";
        }

        var given = new OptionParameters.Arguments(attribute);
        var help = $"{attribute.ConstructorArguments[0].Value}".Replace("{", "").Replace("}", "");
        var initial = declared.Initializer?.Value.ToString();
        string[] sentences =
        [
            given.Is("Negated") ? $"If false: {char.ToLowerInvariant(help[0])}{help.Substring(1)}" : help, Range(given),
            given.Text("Default") is { } text ? $"Default: {text.Replace("{", "").Replace("}", "")}."
                : initial is null or "[]" or "\"\"" ? "" : $"Default: {initial}.",
        ];
        var summary = string.Join(" ", sentences.Where(sentence => sentence.Length > 0));
        return $"<member name=\"{property.GetDocumentationCommentId()}\"><summary>{SecurityElement.Escape(summary)}"
            + "</summary></member>\n";
    }

    private static string Range(OptionParameters.Arguments given)
    {
        var unit = given.Text("Unit") is { } name ? " " + name : "";
        var (least, most) = (given.Number("Min") is { } min ? min : given.Number("Above") is { } above
            ? "above " + above : null, given.Number("Max"));
        return (least, most) switch
        {
            (null, null) => unit.Length == 0 ? "" : $"Unit:{unit}.",
            ({ } low, { } high) => $"Range: {low} to {high}{unit}.",
            ({ } low, null) => low[0] == 'a' ? $"Range: {low}{unit}." : $"Range: {low} or more{unit}.",
            (null, { } high) => $"Range: at most {high}{unit}.",
        };
    }
}
