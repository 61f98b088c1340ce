import { describe, expect, test } from "vitest";
import { findUndocumented } from "./natspec.ts";

const find = (body: string) => {
  const source = `// SPDX-License-Identifier: MIT\npragma solidity 0.8.37;\n${body}`;
  const readImport = () => {
    throw new Error("nothing to import");
  };
  return findUndocumented({ "contracts/A.sol": source }, readImport);
};

describe("findUndocumented", () => {
  test("behavior: what is documented, inherited, internal or a constructor passes", () => {
    const body = `interface I {
      /// @notice Does.
      /// @param x What.
      /// @return The answer.
      function f(uint256 x) external returns (uint256);
      /// @notice It failed.
      /// @param x Why.
      error E(uint256 x);
    }
    contract A is I {
      constructor(uint256 y) {}
      /// @inheritdoc I
      function f(uint256 x) external pure returns (uint256) { return x; }
      function g(uint256 y) internal {}
    }
    contract B is I { function f(uint256 x) external pure returns (uint256) { return x; } }`;
    expect(find(body)).toEqual([]);
  });

  test.each([
    ["function f(uint256 x) external {}", ["f has no @notice", "f has no @param x"]],
    ["/// @notice Does.\n function f() external returns (uint256) {}", ["f has no @return"]],
    ["/// @dev Only the owner.\n function f() public {}", ["f has no @notice"]],
    ["/// @notice Happened.\n event E(uint256 x);", ["E has no @param x"]],
    ["error E();", ["E has no @notice"]],
    ["uint256 public x;", ["x has no @notice"]],
    ["fallback() external {}", ["fallback has no @notice"]],
  ])("error: %s", (body, expected) => {
    expect(find(`contract A { ${body} }`)).toEqual(expected.map((text) => `contracts/A.sol: A.${text}`));
  });

  test("error: a source that does not compile", () => {
    expect(() => find("contract A {")).toThrow(TypeError);
  });
});
